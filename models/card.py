"""The model card: what a bundle's manifest states, in Markdown, for whoever must say yes or no to it."""

from collections.abc import Iterator, Mapping
from typing import Any

_BASIS = {
    "prior": "Made by hand from what is generally true of good matches; no outcome has been seen.",
    "simulated": "Learned in a simulated marketplace. Its figures say nothing of real people.",
    "own_outcomes": "Learned from this enterprise's own outcomes.",
}
_KIND = {
    "additive": "additive scoring",
    "lambdamart": "LightGBM LambdaMART under the declared directions, on top of the prior",
}


def write_card(stated: Mapping[str, Any]) -> str:
    return "\n".join(_lines(stated)) + "\n"


def _lines(stated: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Model card: {_KIND[stated['kind']]}"
    yield ""
    yield _BASIS[stated["basis"]]
    yield ""
    yield f"- Made: {stated['created_at']}" + (f" by {stated['author']}" if stated["author"] else "")
    yield f"- Features: {len(stated['specs'])} (fingerprint {stated['fingerprint'][:12]})"
    yield f"- Encoder: {stated['encoder'] or 'any'}; taxonomy: {stated['taxonomy'] or 'any'}"
    yield from (f"- Data, {name}: {value}" for name, value in stated["data"].items())
    yield from (f"- {note}" for note in stated["notes"])
    yield from _metrics(stated["metrics"])
    yield from _gates(stated["gates"])


def _metrics(metrics: Mapping[str, Any]) -> Iterator[str]:
    systems: Mapping[str, Any] = metrics.get("systems", {})
    if not systems:
        return
    names = list(next(iter(systems.values())))
    yield from (
        "",
        "## On later roles it never saw",
        "",
        f"{metrics['roles']} roles. Mean [95% interval over roles].",
        "",
    )
    yield f"| system | {' | '.join(names)} |"
    yield "|" + " --- |" * (len(names) + 1)
    for system, found in systems.items():
        cells = (
            f"{found[name]['mean']:.3f} [{found[name]['low']:.3f}, {found[name]['high']:.3f}]"
            for name in names
        )
        yield f"| {system} | {' | '.join(cells)} |"


def _gates(gates: Any) -> Iterator[str]:
    if not gates:
        return
    yield from ("", "## Gates", "")
    yield from (
        f"- {'passed' if gate['passed'] else 'FAILED'}: {gate['label']} - {gate['figure']}" for gate in gates
    )
