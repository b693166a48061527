"""Model bundles as pages show them: state, who answers for it, figures with intervals beside baselines.

Reads `manifest.json` and `card.md` of a bundle as plain data; loads no model.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.promotion import BundleRecord
from review_ui.web.views.names import short_model
from review_ui.web.words import plain


@dataclass(frozen=True, slots=True)
class ModelRow:
    hash: str
    short: str
    state: str
    kind: str
    basis: str
    author: str
    proposed_by: str | None
    approved_by: str | None
    registered_at: datetime
    approved_at: datetime | None
    champion: bool
    built_in: bool
    headline: str | None
    may_propose: bool
    may_approve: bool
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Gate:
    name: str
    figure: str
    passed: bool


@dataclass(frozen=True, slots=True)
class ModelCard:
    """`blocks`: the card as (kind, text), kind one of h2, h3, p, li, row."""

    gates: tuple[Gate, ...]
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[tuple[str, str], ...]

    @property
    def failed(self) -> int:
        return sum(not gate.passed for gate in self.gates)


@dataclass(frozen=True, slots=True)
class ChartRow:
    name: str
    mean: str
    low: str
    high: str
    x: float
    x_low: float
    x_high: float
    y: int
    own: bool


@dataclass(frozen=True, slots=True)
class MetricChart:
    """Dots with intervals from 0 to 1, in a drawing 640 wide; `finding` is its title."""

    metric: str
    finding: str
    rows: tuple[ChartRow, ...]
    height: int
    ticks: tuple[tuple[float, str], ...]


BASES = {
    "prior": "nothing yet: set by judgement",
    "simulated": "simulated outcomes",
    "own_outcomes": "your own outcomes",
}
KINDS = {"additive": "Additive scoring", "lambdamart": "LightGBM LambdaMART"}
MAIN_METRIC = "ndcg@10"
_SERIES = {
    "candidate": "this model",
    "candor": "this model",
    "champion": "model in service",
    "prior": "built-in model",
    "coverage": "count of skills shown",
    "bm25": "words alone (BM25)",
    "shuffle": "random order",
}
_OWN = frozenset({"candidate", "candor"})
_LEFT, _WIDE, _STEP = 170, 450, 30


def model_row(
    bundle: BundleRecord,
    manifest: Mapping[str, Any],
    names: Mapping[str, str],
    reader: str,
    may: Callable[[str], bool],
) -> ModelRow:
    """`reader` is the account id of whoever looks: nobody approves what they trained or proposed."""
    involved = reader in (bundle.author, bundle.proposed_by)
    open_to_answer = bundle.state == "proposed" and may("bundle.approve")
    why_not = (
        "You trained or proposed this model, so another person must answer."
        if open_to_answer and involved
        else None
    )
    return ModelRow(
        hash=bundle.hash,
        short=short_model(bundle.hash),
        state=bundle.state,
        kind=KINDS.get(manifest.get("kind", ""), "not here any more"),
        basis=BASES.get(manifest.get("basis", ""), "not stated"),
        author="the release" if bundle.built_in else bundle.author_name,
        proposed_by=names.get(bundle.proposed_by or ""),
        approved_by=names.get(bundle.approved_by or ""),
        registered_at=bundle.registered_at,
        approved_at=bundle.approved_at,
        champion=bundle.champion,
        built_in=bundle.built_in,
        headline=_headline(manifest),
        may_propose=bundle.state in ("registered", "retired") and may("bundle.propose"),
        may_approve=open_to_answer and not involved,
        why_not=why_not,
    )


def make_card(manifest: Mapping[str, Any], card: str) -> ModelCard:
    gates = manifest.get("gates", ())
    data = manifest.get("data", {})
    facts = [
        ("Kind", KINDS.get(manifest.get("kind", ""), "not stated")),
        ("Learned from", BASES.get(manifest.get("basis", ""), "not stated")),
    ]
    facts += [
        (plain(name), str(value))
        for name, value in data.items()
        if isinstance(value, str | int | float) and len(str(value)) < 60
    ]
    facts += [
        (plain(name), _short(str(manifest[name]))) for name in ("encoder", "taxonomy") if manifest.get(name)
    ]
    return ModelCard(
        gates=tuple(Gate(str(c["label"]), str(c["figure"]), bool(c["passed"])) for c in gates),
        facts=tuple(facts),
        blocks=tuple(_blocks(card)),
    )


def charts_of(manifest: Mapping[str, Any]) -> tuple[MetricChart, ...]:
    """One chart a metric, at most three, the main one first."""
    systems: Mapping[str, Mapping[str, Mapping[str, float]]] = manifest.get("metrics", {}).get("systems", {})
    metrics = list(dict.fromkeys(metric for found in systems.values() for metric in found))
    metrics.sort(key=lambda metric: metric != MAIN_METRIC)
    return tuple(_chart(metric, systems) for metric in metrics[:3])


def _short(text: str) -> str:
    return f"{text[:12]}…" if len(text) > 40 else text


def _headline(manifest: Mapping[str, Any]) -> str | None:
    systems = manifest.get("metrics", {}).get("systems", {})
    own = next((systems[name] for name in systems if name in _OWN), None)
    if not own:
        return None
    metric = MAIN_METRIC if MAIN_METRIC in own else next(iter(own))
    found = own[metric]
    return f"{metric} {found['mean']:.3f} [{found['low']:.3f}, {found['high']:.3f}]"


def _chart(metric: str, systems: Mapping[str, Mapping[str, Mapping[str, float]]]) -> MetricChart:
    found = sorted(
        ((n, s[metric]) for n, s in systems.items() if metric in s), key=lambda item: -item[1]["mean"]
    )
    rows = tuple(_chart_row(name, value, i) for i, (name, value) in enumerate(found))
    ticks = tuple((_at(tick / 4), f"{tick / 4:g}") for tick in range(5))
    return MetricChart(metric, _finding(found), rows, 28 + _STEP * len(rows), ticks)


def _chart_row(name: str, value: Mapping[str, float], i: int) -> ChartRow:
    mean, low, high = (value[key] for key in ("mean", "low", "high"))
    shown = (f"{mean:.3f}", f"{low:.3f}", f"{high:.3f}")
    return ChartRow(
        _SERIES.get(name, name), *shown, _at(mean), _at(low), _at(high), 18 + _STEP * i, name in _OWN
    )


def _finding(found: list[tuple[str, Mapping[str, float]]]) -> str:
    """The chart's title: this model against the one in service, said no more surely than the intervals allow."""
    own = next((value for name, value in found if name in _OWN), None)
    others = [(name, value) for name, value in found if name not in _OWN]
    if own is None or not others:
        return "How well it orders people"
    name, best = next((item for item in others if item[0] == "champion"), others[0])
    label = _SERIES.get(name, name)
    if own["low"] > best["high"]:
        return f"Orders people better than the {label}"
    if own["high"] < best["low"]:
        return f"Orders people worse than the {label}"
    return f"Not told apart from the {label} on these roles"


def _at(value: float) -> float:
    return round(_LEFT + _WIDE * min(1.0, max(0.0, value)), 1)


def _blocks(card: str) -> Iterator[tuple[str, str]]:
    """The card's Markdown, as far as cards use it: headings, list items, table rows, paragraphs."""
    for line in card.splitlines():
        text = line.strip()
        if not text or set(text) <= set("|- :"):
            continue
        if text.startswith("|"):
            yield "row", " · ".join(cell.strip() for cell in text.strip("|").split("|"))
        elif text.startswith("#"):
            yield ("h2" if text.startswith("# ") else "h3"), text.lstrip("# ")
        elif text.startswith("- "):
            yield "li", text[2:]
        else:
            yield "p", text
