"""Takes the simulated marketplace into the record: people by platform, and how two years of work with them went.

Through the commands any import uses. The synthetic mark is set on every person here.
"""

from collections.abc import Mapping
from typing import Any

from governance.outcomes import import_outcomes
from governance.past_decisions import import_decisions
from governance.people.importing import Licence, upsert_profiles
from governance.people.profiles import person_ids
from governance.people.restrictions import restrict
from models.simulation import Marketplace
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import Cast

LICENCE = Licence("simulated, under no contract", may_train=True, may_embed=True)

_OUTCOME_KEYS = (
    "role", "profile_id", "accepted", "rework", "on_budget", "on_time", "would_reengage", "rating", "ended_on",
)  # fmt: skip


def import_people(workspace: Workspace, cast: Cast, market: Marketplace) -> None:
    """Each platform's export by itself, as procurement would; then one block and one opt-out."""
    for platform in market.by_platform:
        with workspace.command(cast["priya"]) as work:
            upsert_profiles(
                work,
                market.records(platform),
                source=source_name(platform),
                as_of=market.as_of,
                licence=LICENCE,
                synthetic=True,
            )
    _restrict_two(workspace, cast, market)


def import_history(workspace: Workspace, cast: Cast, market: Marketplace) -> None:
    """Two years of decisions by business unit, and ended work by platform and business unit."""
    for unit, past in sorted(_past(market).items()):
        with workspace.command(cast["dana"]) as work:
            import_decisions(work, past, system="simulated-history", business_unit=unit)
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in market.decisions():
        if "accepted" in row:
            outcome = {key: row[key] for key in _OUTCOME_KEYS}
            groups.setdefault((row["platform"], row["business_unit"]), []).append(outcome)
    for (platform, unit), outcomes in sorted(groups.items()):
        with workspace.command(cast["dana"]) as work:
            import_outcomes(work, outcomes, source=source_name(platform), business_unit=unit)


def _past(market: Marketplace) -> dict[str, list[dict[str, Any]]]:
    """Past requisitions with everybody a manager reached, by business unit."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in market.decisions():
        past = found.setdefault(row["business_unit"], {}).setdefault(
            row["requisition_id"],
            {
                "reference": row["requisition_id"],
                "role": row["role"],
                "decided_on": row["decided_at"],
                "decisions": [],
            },
        )
        decision = {key: row[key] for key in ("profile_id", "rank", "decision", "reason_code")}
        past["decisions"].append({"source": source_name(row["platform"]), **decision})
    return {unit: list(requisitions.values()) for unit, requisitions in found.items()}


def source_name(platform: str) -> str:
    """`Upwork (simulated)` as a source: `upwork-simulated`."""
    return platform.lower().replace("(", "").replace(")", "").replace(" ", "-")


def _restrict_two(workspace: Workspace, cast: Cast, market: Marketplace) -> None:
    """The first two people of the first platform: one blocked by us, one who asked to be left out."""
    platform = next(iter(market.by_platform))
    asked = [market.ids[row] for row in market.by_platform[platform][:2]]
    with workspace.database.read() as session:
        found = person_ids(session, source_name(platform), asked)
    with workspace.command(cast["helene"]) as work:
        restrict(work, found[asked[0]], "block", "Unresolved claim from an engagement that ended early.")
    with workspace.command(cast["helene"]) as work:
        restrict(work, found[asked[1]], "opt_out", "Asked by letter not to be ranked.")
