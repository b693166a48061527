"""Oversight as its page shows it: each measure as a chart with its finding for a title and a table beside it, and by month.

Makes no figure and withholds none: that is `governance/oversight/`. A drawing is 360 wide; bars start at zero.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, groupby

from governance.oversight import thresholds
from governance.oversight.attention import Attention
from governance.oversight.by_reviewer import ByReviewer
from governance.oversight.measures import MEASURES, Figure
from governance.oversight.report import Figures, Oversight, Team
from review_ui.web.words import plural, reason_label

WITHHELD = "withheld"
TOTAL = "All units you see"


@dataclass(frozen=True, slots=True)
class Said:
    """A measure in words. `does` and `more`: after a unit's name, before its figure or another unit; of seconds no `more`. `counts`: what the figure counts. `axis`: with its unit."""

    name: str
    does: str
    more: str
    counts: str
    axis: str


WORDS: Mapping[str, Said] = {
    "following": Said(
        "Follows the machine",
        "follows the machine's order in",
        "follows the machine's order more often than",
        "First choices that were just the machine's first places: of one chosen its first, of two its first two.",
        "Share of first choices, %",
    ),
    "changed": Said(
        "Changed by people",
        "has lists or choices changed in",
        "has lists or choices changed more often than",
        "Cases whose list was changed by hand, or whose choice was replaced by procurement.",
        "Share of cases, %",
    ),
    "unlikely": Said(
        "Unlikely people chosen",
        "chooses somebody unlikely in",
        "chooses somebody unlikely more often than",
        "First choices with somebody whom the machine ranked beyond place 10, or gave a weak fit.",
        "Share of first choices, %",
    ),
    "agreement": Said(
        "Blind marks agree",
        "has blind marks that agree with the machine's order at",
        "has blind marks nearer to the machine's order than",
        "Kendall's tau-b of a reviewer's blind marks with the machine's order, averaged: 1 the same order, 0 none, −1 the opposite.",
        "Mean tau-b, −1 to 1",
    ),
    "same_mark": Said(
        "Same mark for all",
        "gives everybody the same blind mark in",
        "gives everybody the same blind mark more often than",
        "Blind reviews of three people or more in which everybody got the same mark.",
        "Share of blind reviews, %",
    ),
    "blind_seconds": Said(
        "Time on evidence, blind",
        "marks somebody blind within",
        "",
        "From opening somebody's evidence to the mark, in the blind stage. Not whether it was read.",
        "Median seconds, with the middle half",
    ),
    "pause_seconds": Said(
        "Time between decisions",
        "goes on to the next decision within",
        "",
        "From one decision on a list to the same person's next, pauses over 30 minutes left out. Not time spent reading.",
        "Median seconds, with the middle half",
    ),
}
# When a notice is given, in words.
RULES = (
    f"At least {thresholds.ATTENTION_DECISIONS} decisions, at least {thresholds.ATTENTION_FOLLOWING:.0%} of first choices just the "
    f"machine's first places, and a median look under {thresholds.ATTENTION_SECONDS} seconds: in the blind stage where there was one, "
    "else between decisions.",
    f"In at least {thresholds.ATTENTION_SAME_MARK:.0%} of blind reviews of {thresholds.FEWEST_MARKS} people or more, the same mark for everybody.",
)
_LEFT, _WIDE, _ROW, _BARE_ROW, _TOP = 4, 320, 44, 24, 6
_MONTH_LEFT, _MONTH_WIDE, _MONTH_TOP, _MONTH_HIGH = 36, 312, 12, 132


@dataclass(frozen=True, slots=True)
class Mark:
    """One unit's or month's figure: in words, and where it is drawn; without a place where it is withheld."""

    name: str
    value: str
    between: str
    cases: str
    at: float | None = None
    low: float | None = None
    high: float | None = None
    along: float = 0.0

    @property
    def whole(self) -> str:
        """Value, interval and cases on one line, as it stands beside a bar."""
        return (
            f"{self.value}, {self.between}, {plural(int(self.cases), 'case')}" if self.cases else self.value
        )


@dataclass(frozen=True, slots=True)
class Chart:
    """`marks` are drawn, `rows` stand in the table. `zero`: where bars start. `ticks`: place and label.

    `path`: the line through months that follow one another. `clear`: it shows a change from the first month to the last.
    """

    key: str
    name: str
    finding: str
    counts: str
    axis: str
    kind: str
    marks: tuple[Mark, ...]
    rows: tuple[Mark, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float
    height: int
    between: str
    path: str = ""
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing worth a second look, in words that accuse nobody."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Reasons:
    unit: str
    rows: tuple[tuple[str, int], ...]
    others: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    cells: tuple[Mark, ...]
    notices: tuple[Notice, ...]


def charts_of(report: Oversight) -> tuple[Chart, ...]:
    """One chart for each measure that some unit has a figure of; the total below the units.

    Units without any figure are left to the page, which names them once.
    """
    rows = [(team.unit, team.figures) for team in report.teams if has_figures(team.figures)]
    if report.total is not None:
        rows.append((TOTAL, report.total))
    return tuple(
        _bars(key, [(name, figures[key]) for name, figures in rows])
        for key in MEASURES
        if any(figures[key] for _, figures in rows)
    )


def trends_of(team: Team | None) -> tuple[Chart, ...]:
    """One chart by month for each measure that two months or more have a figure of."""
    if team is None:
        return ()
    # All begin with the first month that has any figure, so that they can be held against each other.
    first = next((i for i, one in enumerate(team.months) if has_figures(one.figures)), 0)
    found = {key: [(one.month, one.figures[key]) for one in team.months] for key in MEASURES}
    return tuple(
        _trend(key, by_month, first)
        for key, by_month in found.items()
        if sum(f is not None for _, f in by_month) > 1
    )


def notices_of(about: str, found: Iterable[Attention], months: Sequence[str]) -> tuple[Notice, ...]:
    return tuple(Notice(about, _noticed(one, months)) for one in found)


def reasons_of(report: Oversight) -> tuple[Reasons, ...]:
    return tuple(
        Reasons(
            team.unit,
            tuple((reason_label(one.code), one.cases) for one in team.reasons),
            team.other_reasons,
        )
        for team in report.teams
        if team.reasons or team.other_reasons
    )


def person_rows(found: ByReviewer) -> tuple[PersonRow, ...]:
    return tuple(
        PersonRow(
            one.reviewer.name,
            tuple(_said(key, WORDS[key].name, one.figures[key], "too few cases") for key in MEASURES),
            notices_of(one.reviewer.name, one.attention, found.recent),
        )
        for one in found.reviewers
    )


def month_name(month: str) -> str:
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"


def _short(month: str) -> str:
    """A month on a page of one year."""
    return month_name(month)[:3]


def span(months: Sequence[str]) -> str:
    """`Jan to Mar 2026`; of one month its name."""
    if not months:
        return "no whole month yet"
    first, last = months[0], months[-1]
    return month_name(last) if first == last else f"{month_name(first)} to {month_name(last)}"


def has_figures(figures: Figures) -> bool:
    return any(one is not None for one in figures.values())


def _noticed(one: Attention, months: Sequence[str]) -> str:
    if one.rule == "fast_following":
        return (
            f"{span(months)}: at least {thresholds.ATTENTION_FOLLOWING:.0%} of first choices were just the machine's first places, "
            f"and half of the looks took less than {thresholds.ATTENTION_SECONDS} seconds."
        )
    return f"{span(months)}: in at least {thresholds.ATTENTION_SAME_MARK:.0%} of blind reviews everybody got the same mark."


def _bars(key: str, rows: Sequence[tuple[str, Figure | None]]) -> Chart:
    kind = MEASURES[key].kind
    low, high, ticks = _scale(kind, [figure for _, figure in rows])
    drawn = [row for row in rows if row[1] or row[0] != TOTAL]
    tops = list(accumulate((_ROW if figure else _BARE_ROW for _, figure in drawn), initial=_TOP))
    marks = tuple(
        _placed(key, name, figure, low, high, along)
        for (name, figure), along in zip(drawn, tops, strict=False)
    )
    said = WORDS[key]
    return Chart(
        key=key,
        name=said.name,
        finding=_finding(key, [row for row in rows if row[0] != TOTAL] or rows),
        counts=said.counts,
        axis=said.axis,
        kind=kind,
        marks=marks,
        rows=tuple(_said(key, name, figure) for name, figure in rows),
        ticks=tuple((_across(tick, low, high), label) for tick, label in ticks),
        zero=_across(0, low, high),
        height=tops[-1],
        between=_between_word(kind),
    )


def _trend(key: str, rows: Sequence[tuple[str, Figure | None]], first: int) -> Chart:
    kind, drawn = MEASURES[key].kind, rows[first:]
    low, high, ticks = _scale(kind, [figure for _, figure in rows])
    step = _MONTH_WIDE / len(drawn)
    marks = tuple(
        _raised(_said(key, _short(month), figure), figure, low, high, _MONTH_LEFT + step * (i + 0.5))
        for i, (month, figure) in enumerate(drawn)
    )
    said = WORDS[key]
    return Chart(
        key=key,
        name=said.name,
        finding=_trend_finding(key, rows),
        counts=said.counts,
        axis=said.axis,
        kind=kind,
        marks=marks,
        rows=_by_month(key, rows),
        ticks=tuple((_up(tick, low, high), label) for tick, label in ticks),
        zero=_up(0, low, high),
        height=_MONTH_TOP + _MONTH_HIGH + 24,
        between=_between_word(kind),
        path=_path(marks),
        clear=_changed(key, *_ends(rows)),
    )


def _by_month(key: str, rows: Sequence[tuple[str, Figure | None]]) -> tuple[Mark, ...]:
    """Every month; those withheld in a row together."""
    told: list[Mark] = []
    for withheld, part in groupby(rows, key=lambda row: row[1] is None):
        months = list(part)
        if withheld and len(months) > 1:
            told.append(_said(key, f"{_short(months[0][0])} to {_short(months[-1][0])}", None))
        else:
            told += [_said(key, _short(month), figure) for month, figure in months]
    return tuple(told)


def _said(key: str, name: str, figure: Figure | None, without: str = WITHHELD) -> Mark:
    if figure is None:
        return Mark(name, without, "", "")
    low, high = (_number(key, end) for end in (figure.low, figure.high))
    return Mark(name, _value(key, figure), f"{low} to {high}", str(figure.cases))


def _placed(key: str, name: str, figure: Figure | None, low: float, high: float, along: float) -> Mark:
    said = _said(key, name, figure)
    if figure is None:
        return Mark(said.name, said.value, said.between, said.cases, along=along)
    at, start, end = (_across(value, low, high) for value in (figure.value, figure.low, figure.high))
    return Mark(said.name, said.value, said.between, said.cases, at, start, end, along)


def _raised(said: Mark, figure: Figure | None, low: float, high: float, along: float) -> Mark:
    along = round(along, 1)
    if figure is None:
        return Mark(said.name, said.value, said.between, said.cases, along=along)
    at, start, end = (_up(value, low, high) for value in (figure.value, figure.low, figure.high))
    return Mark(said.name, said.value, said.between, said.cases, at, start, end, along)


def _path(marks: Sequence[Mark]) -> str:
    """A line through neighbours; it breaks where a month is withheld."""
    parts, drawing = [], False
    for mark in marks:
        if mark.at is not None:
            parts.append(f"{'L' if drawing else 'M'}{mark.along} {mark.at}")
        drawing = mark.at is not None
    return " ".join(parts)


def _finding(key: str, rows: Sequence[tuple[str, Figure | None]]) -> str:
    """What the chart shows, said no more surely than the intervals allow."""
    known = sorted(
        ((name, figure) for name, figure in rows if figure), key=lambda row: row[1].value, reverse=True
    )
    said = WORDS[key]
    if not known:
        return f"{said.name}: withheld for each unit"
    top, bottom = known[0], known[-1]
    if len(known) == 1:
        return f"{top[0]} {said.does} {_value(key, top[1])}"
    if MEASURES[key].kind == "seconds":
        return f"{said.name}: {_value(key, bottom[1])} in {bottom[0]}, {_value(key, top[1])} in {top[0]}"
    if top[1].low <= bottom[1].high:
        return f"{said.name}: no unit can be told from another"
    return f"{top[0]} {said.more} {bottom[0]}"


def _trend_finding(key: str, rows: Sequence[tuple[str, Figure | None]]) -> str:
    (first, before), (last, after) = _ends(rows)
    name = WORDS[key].name
    if MEASURES[key].kind == "seconds":
        return f"{name}: {_value(key, before)} in {_short(first)}, {_value(key, after)} in {_short(last)}"
    if not _changed(key, (first, before), (last, after)):
        return f"{name}: no clear change"
    way = "up" if after.value > before.value else "down"
    return f"{name}: {way} from {_value(key, before)} in {_short(first)} to {_value(key, after)} in {_short(last)}"


def _ends(rows: Sequence[tuple[str, Figure | None]]) -> tuple[tuple[str, Figure], tuple[str, Figure]]:
    """The first and the last month that have a figure."""
    known = [(month, figure) for month, figure in rows if figure]
    return known[0], known[-1]


def _changed(key: str, first: tuple[str, Figure], last: tuple[str, Figure]) -> bool:
    """Whether the two can be told apart: by their intervals; of seconds, which have none, as they are told."""
    before, after = first[1], last[1]
    if MEASURES[key].kind == "seconds":
        return _value(key, before) != _value(key, after)
    return before.low > after.high or after.low > before.high


def _scale(kind: str, found: Sequence[Figure | None]) -> tuple[float, float, tuple[tuple[float, str], ...]]:
    if kind == "share":
        return 0.0, 1.0, tuple((n / 4, f"{n * 25}") for n in range(5))
    if kind == "agreement":
        return -1.0, 1.0, tuple((n / 2, f"{n / 2:g}".replace("-", "−")) for n in range(-2, 3))
    top = _round_up(max(figure.high for figure in found if figure))
    return 0.0, top, tuple((top * n / 4, f"{top * n / 4:g}") for n in range(5))


def _round_up(seconds: float) -> float:
    """The next of 4, 8, 20, 40, 80, 200 ...: four steps of it are round."""
    size = 1.0
    while True:
        for step in (4, 8, 20):
            if seconds <= step * size:
                return step * size
        size *= 10


def _value(key: str, figure: Figure) -> str:
    value = _number(key, figure.value)
    return f"{value} s" if MEASURES[key].kind == "seconds" else value


def _number(key: str, value: float) -> str:
    kind = MEASURES[key].kind
    if kind == "share":
        return f"{value * 100:.0f}%"
    if kind == "agreement":
        return f"{round(value, 2) + 0:.2f}".replace("-", "−")  # adding 0 makes no -0.00
    return f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"


def _between_word(kind: str) -> str:
    return "Middle half" if kind == "seconds" else "95% interval"


def _across(value: float, low: float, high: float) -> float:
    return round(_LEFT + _WIDE * (value - low) / (high - low), 1)


def _up(value: float, low: float, high: float) -> float:
    return round(_MONTH_TOP + _MONTH_HIGH * (high - value) / (high - low), 1)
