"""How long a shortlist takes from the request to the last quotation, stage by stage, beside the plain way: `make bench`.

The pool is a snapshot on disk, memory-mapped as in service; every request is another role; the model is a LightGBM booster on
top of the prior. Warm: the role's vectors are known, as after its first ranking. Median and 95th percentile in milliseconds, and
of this process's own time on the processors, which other work on the machine touches little. `--plot FILE` draws the growth.
Nothing here is a test.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from features.encoding import default_encoder
from features.featurizer import RoleFeaturizer
from features.linking import SkillLinker
from features.specs import SPECS
from features.taxonomy import load_starter
from features.templates import list_templates, read_template
from matching import pipeline
from matching.pipeline import Matcher
from matching.pool import Pool
from matching.profiles import Profile
from matching.roles import Role
from matching.shortlist import Shortlist
from matching.snapshot import open_snapshot, write_snapshot
from models.boosting import PARAMETERS
from models.cold_start import cold_start_ranker
from models.ranker import BoosterRanker, Identity
from tests.bench.chart import chart
from tests.bench.people import MOST_WRITTEN, Repeated, WordDirections, repeat, written
from tests.bench.plain import plain_way

DAY = date(2026, 1, 15)
STAGES = ("gates", "retrieve", "compare", "score", "explain")
ROUNDS = 100


@dataclass
class Clock:
    """Milliseconds of each stage, one entry a request: by the clock on the wall, and of processor time."""

    spent: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    open: dict[str, tuple[float, float]] = field(default_factory=dict)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        wall, own = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            before = self.open.get(stage, (0.0, 0.0))
            self.open[stage] = (
                before[0] + (time.perf_counter() - wall) * 1_000,
                before[1] + (time.process_time() - own) * 1_000,
            )

    def close(self) -> None:
        for stage, spent in self.open.items():
            self.spent.setdefault(stage, []).append(spent)
        self.open.clear()


class Timed:
    """An object whose named methods run under a clock, each as a stage."""

    def __init__(self, inner: Any, clock: Clock, stages: dict[str, str]) -> None:
        self._inner, self._clock, self._stages = inner, clock, stages

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        return timed(found, self._clock, self._stages[name]) if name in self._stages else found


def timed(call: Callable[..., Any], clock: Clock, stage: str) -> Callable[..., Any]:
    def run(*args: Any, **options: Any) -> Any:
        with clock(stage):
            return call(*args, **options)

    return run


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench")
    arguments.add_argument("--people", type=int, nargs="*", default=[10_000, 100_000])
    arguments.add_argument("--requests", type=int, default=120)
    arguments.add_argument("--plot", type=Path, help="an SVG file for the plot of growth")
    asked = arguments.parse_args()
    each = min(MOST_WRITTEN, *asked.people)
    if any(people % each for people in asked.people):
        raise SystemExit(f"expected multiples of {each:,} people, found {asked.people}")
    told("reading simulated people")
    base, profiles = written(each)
    measured = {people: measure(base, profiles, people, asked.requests) for people in sorted(asked.people)}
    print(
        f"\n{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; milliseconds, median and 95th percentile"
    )
    for people, clock in measured.items():
        print("\n".join(table(people, clock)))
    print("\n".join(encoding()))
    if asked.plot:
        asked.plot.write_text(growth(measured), encoding="utf-8")


def measure(base: Pool, profiles: Sequence[Profile], people: int, requests: int) -> Clock:
    """Every stage, the whole and the plain way, over roles of many kinds, on one snapshot."""
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
        told(f"writing {people:,} people")
        name = write_snapshot(repeat(base, people), Path(folder))
        clock = Clock()
        with clock("open the snapshot"):
            pool = open_snapshot(Path(folder) / name, check=False)
        clock.close()
        featurizer = RoleFeaturizer(SkillLinker(load_starter()), WordDirections())
        ranker = booster(pool, featurizer)
        matcher = Matcher(pool, Repeated(profiles), featurizer, ranker)
        roles = list(many_roles(requests))
        told("ranking")
        for role in roles[:24]:
            ranked(matcher, role, clock, "first request of a role")
        for role in roles:
            featurizer.resolved(role)
            featurizer.query(role)
            ranked(matcher, role, clock, "whole")
        stages(matcher, roles, clock)
        told("the plain way")
        plain_way(roles[0], pool, featurizer, ranker, as_of=DAY)
        for role in roles[: requests // 4]:
            with clock("the plain way"):
                plain_way(role, pool, featurizer, ranker, as_of=DAY)
            clock.close()
        return clock


def encoding() -> list[str]:
    """What the first request of a role waits for besides: the packaged encoder's own time for its words."""
    encoder, clock = default_encoder(), Clock()
    if encoder is None:
        return []
    for role in many_roles(25):
        with clock("the vectors of a new role"):
            encoder.encode(
                [role.query_text, role.work_text, role.title, *(one.name for one in role.requirements)]
            )
        clock.close()
    clock.spent["the vectors of a new role"].pop(0)  # loads the model
    return ["", line_of("the vectors of a new role", clock)]


def ranked(matcher: Matcher, role: Role, clock: Clock, stage: str) -> Shortlist:
    with clock(stage):
        found = matcher.shortlist(role, as_of=DAY)
    clock.close()
    return found


def stages(matcher: Matcher, roles: Sequence[Role], clock: Clock) -> None:
    """The same requests once more, each part of the pipeline under the clock."""
    whole = {name: getattr(pipeline, name) for name in ("apply_gates", "retrieve")}
    inner = Matcher(
        matcher.pool,
        matcher.profiles,
        Timed(matcher.featurizer, clock, {"query": "retrieve", "compare": "compare"}),
        Timed(matcher.ranker, clock, {"score": "score"}),
    )
    explained = timed(Matcher._explained, clock, "explain")
    plain, Matcher._explained = Matcher._explained, lambda self, *a, **k: explained(self, *a, **k)  # type: ignore[method-assign]
    pipeline.apply_gates = timed(whole["apply_gates"], clock, "gates")
    pipeline.retrieve = timed(whole["retrieve"], clock, "retrieve")
    try:
        for role in roles:
            inner.shortlist(role, as_of=DAY)
            clock.close()
    finally:
        Matcher._explained = plain  # type: ignore[method-assign]
        pipeline.apply_gates, pipeline.retrieve = whole["apply_gates"], whole["retrieve"]


def many_roles(count: int) -> Iterator[Role]:
    """The shipped templates in turn, later rounds without some of what the first asks, so that each is another request."""
    names = list_templates()
    for i in range(count):
        document = read_template(names[i % len(names)])
        turn = i // len(names)
        must = document.get("must_have", [])
        document["must_have"] = must[turn % max(1, len(must)) :] + must[: turn % max(1, len(must))][:-1]
        document["max_hourly_rate"] = {"amount": 40 + 15 * turn, "currency": "USD"}
        yield Role.model_validate({**document, "id": f"{names[i % len(names)]}-{turn}"})


def booster(pool: Pool, featurizer: RoleFeaturizer) -> BoosterRanker:
    """A booster of the size training makes, taught what the prior thinks of some roles with noise on it."""
    import lightgbm

    prior = cold_start_ranker()
    random = np.random.default_rng(5)
    values, scores = [], []
    for role in many_roles(24):
        rows = np.sort(random.choice(len(pool), 60, replace=False))
        compared = featurizer.compare(role, pool, rows, as_of=DAY.toordinal())
        values.append(compared.matrix.values)
        scores.append(prior.score(compared).scores + random.normal(0, 2, len(rows)))
    grades = np.concatenate([np.digitize(one, np.quantile(one, [0.5, 0.8, 0.95])) for one in scores])
    data = lightgbm.Dataset(np.concatenate(values), grades, group=[len(one) for one in values])
    chosen = {
        **PARAMETERS,
        "monotone_constraints": [spec.direction for spec in SPECS],
        "num_threads": 1,
        "seed": 1,
    }
    model = lightgbm.train(chosen, data, ROUNDS).model_to_string()
    return BoosterRanker(
        SPECS, Identity(kind="lambdamart", basis="simulated"), model=model, prior=prior.terms
    )


def table(people: int, clock: Clock) -> list[str]:
    names = ["whole", *STAGES, "first request of a role", "open the snapshot", "the plain way"]
    rows = [
        f"\n{people:,} people",
        f"{'':28}{'median':>10}{'p95':>10}{'cpu median':>12}{'cpu p95':>10}{'n':>6}",
    ]
    for name in names:
        rows.append(line_of(name, clock))
    return rows


def line_of(name: str, clock: Clock) -> str:
    wall, own = np.array(clock.spent[name]).T
    label = f"  {name}" if name in STAGES else name
    figures = f"{np.median(wall):10.1f}{np.percentile(wall, 95):10.1f}{np.median(own):12.1f}{np.percentile(own, 95):10.1f}"
    return f"{label:28}{figures}{len(wall):6}"


def growth(measured: dict[int, Clock]) -> str:
    """A tenfold pool beside what a tenfold pool costs, in processor time."""

    def line(stages: Sequence[str]) -> list[tuple[float, float]]:
        return [
            (people, float(np.median(sum(np.array(clock.spent[stage])[:, 1] for stage in stages))))
            for people, clock in measured.items()
        ]

    lines = {
        "the plain way": line(["the plain way"]),
        "a shortlist": line(["whole"]),
        "of it: explain": line(["explain"]),
        "of it: gates, retrieve": line(["gates", "retrieve"]),
    }
    few, many = lines["a shortlist"][0], lines["a shortlist"][-1]
    title = f"{many[0] / few[0]:,.0f} times the people cost a shortlist {many[1] / few[1]:.1f} times the time"
    under = (
        "median processor time of whole requests, roles' vectors known; simulated people, LightGBM booster"
    )
    return chart(title, under, lines, x_label="people in the pool", y_label="milliseconds")


def told(words: str) -> None:
    print(f"{words} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
