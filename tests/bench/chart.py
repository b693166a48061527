"""A line chart as SVG, made without a library: milliseconds against people, both in powers of ten.

Knows nothing of what is measured. Colours and marks differ, so that the lines are told apart without colour too.
"""

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 62, 52
_STYLES = (("#1b4965", ""), ("#b3541e", "7 4"), ("#2a7f62", "2 3"), ("#7a3e9d", "9 3 2 3"))

Line = Sequence[tuple[float, float]]


def chart(title: str, under: str, lines: Mapping[str, Line], *, x_label: str, y_label: str) -> str:
    """The SVG text. `title` says what is to be seen, `under` how it was measured; every value is above 0."""
    xs = [x for line in lines.values() for x, _ in line]
    ys = [y for line in lines.values() for _, y in line]
    across, up = _span(xs), _span(ys)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + _share(x, across) * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - _share(y, up) * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _text(16, 26, title, size=15, weight="bold"),
        _text(16, 44, under, size=11),
        *_grid(across, up, place),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, x_label, size=12, anchor="middle"),
        _text(16, TOP - 4, y_label, size=12),
    ]
    for (name, line), (colour, dashes) in zip(lines.items(), _STYLES, strict=False):
        points = [place(x, y) for x, y in sorted(line)]
        parts.append(_line(points, colour, dashes))
        parts.append(_text(points[-1][0] + 10, points[-1][1] + 4, name, size=12, colour=colour))
    return "\n".join([*parts, "</svg>", ""])


def _span(values: Sequence[float]) -> tuple[int, int]:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return low, max(high, low + 1)


def _share(value: float, span: tuple[int, int]) -> float:
    return (log10(value) - span[0]) / (span[1] - span[0])


def _grid(across: tuple[int, int], up: tuple[int, int], place) -> list[str]:  # type: ignore[no-untyped-def]
    parts = []
    for power in range(up[0], up[1] + 1):
        (x, y), (end, _) = place(10.0 ** across[0], 10.0**power), place(10.0 ** across[1], 10.0**power)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{end:.1f}" stroke="#d8dde2"/>')
        parts.append(_text(x - 8, y + 4, f"{10.0**power:,g}", size=11, anchor="end"))
    for power in range(across[0], across[1] + 1):
        (x, y), (_, end) = place(10.0**power, 10.0 ** up[0]), place(10.0**power, 10.0 ** up[1])
        parts.append(f'<path d="M{x:.1f} {y:.1f}V{end:.1f}" stroke="#d8dde2"/>')
        parts.append(_text(x, y + 18, f"{10**power:,}", size=11, anchor="middle"))
    return parts


def _line(points: Sequence[tuple[float, float]], colour: str, dashes: str) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points)
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>{dots}'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    anchor: str = "start",
    weight: str = "normal",
    colour: str = "#22303c",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" font-weight="{weight}" '
        f'fill="{colour}">{escape(words)}</text>'
    )
