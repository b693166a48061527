"""Progress bars on standard error for anything over two seconds. Knows no task, only how far it is."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE_S = 2.0


class Bars:
    """`bars(done, total)` or `bars(done, total, "what")`: one bar for each thing that is being done."""

    def __init__(self) -> None:
        self._bars: dict[str, Any] = {}

    def __call__(self, done: int, total: int, what: str = "") -> None:
        from tqdm import tqdm

        bar = self._bars.get(what)
        if bar is None or done < bar.n:  # the first of its kind, or a new stage counted anew
            # Each redraw on a pipe is a line of somebody's log.
            pace = 0.2 if sys.stderr.isatty() else 10.0
            bar = tqdm(
                mininterval=pace,
                total=total,
                desc=what or None,
                file=sys.stderr,
                delay=PATIENCE_S,
                leave=False,
                ascii=True,
            )
            self._bars[what] = bar
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    def close(self) -> None:
        for bar in self._bars.values():
            bar.close()


@contextmanager
def progress_bars(*, quiet: bool = False) -> Iterator[Any]:
    """Bars that vanish at the end; `quiet` gives a callable that does nothing (JSON to a pipe)."""
    if quiet and not sys.stderr.isatty():
        yield lambda *_: None
        return
    bars = Bars()
    try:
        yield bars
    finally:
        bars.close()
