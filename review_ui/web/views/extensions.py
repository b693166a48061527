"""What was asked to go on longer, as its case shows it: the terms it would have, how it was classified, and who may answer."""

from collections.abc import Callable
from dataclasses import dataclass

from governance.classification.rules import load_rules
from governance.reading import ClassificationRecord, RequisitionCase
from governance.views import ExtensionRecord
from review_ui.web.views.classification import DimensionRow, dimension_rows

# What the classification of the extended work means for extending it.
STANDINGS = {
    "none": "Not classified yet as it would then be. Nobody approves it before it is.",
    "open": "It may be approved.",
    "waits": "Nobody approves it until legal decides.",
    "refused": "Legal refused it. Work that goes on all the same is a new request.",
}


@dataclass(frozen=True, slots=True)
class ExtensionShown:
    """`why_not`: what keeps this reader from the answer that waits for a role of theirs."""

    record: ExtensionRecord
    classified: ClassificationRecord | None
    dimensions: tuple[DimensionRow, ...]
    standing: str
    may_classify: bool
    may_decide: bool
    may_approve: bool
    may_deny: bool
    may_withdraw: bool
    why_not: str | None

    @property
    def sentence(self) -> str:
        return STANDINGS[self.standing]

    @property
    def open(self) -> bool:
        return self.record.state == "asked"


def extensions_of(
    case: RequisitionCase, engagement_id: str, may: Callable[[str], bool], why_not: str | None
) -> tuple[ExtensionShown, ...]:
    """Every extension asked for of the engagement, the last first."""
    of_it = [one for one in case.extensions if one.engagement_id == engagement_id]
    return tuple(_shown(case, one, may, why_not) for one in reversed(of_it))


def may_ask(state: str, shown: tuple[ExtensionShown, ...]) -> bool:
    """One question at a time, of work that runs, and none after legal's no or before legal's answer."""
    barred = any(one.open or one.standing in ("waits", "refused") for one in shown)
    return state == "active" and not barred


def _shown(
    case: RequisitionCase, record: ExtensionRecord, may: Callable[[str], bool], why_not: str | None
) -> ExtensionShown:
    classified, asked = case.classification_of(record.id), record.state == "asked"
    standing = classified.standing if classified else "none"
    return ExtensionShown(
        record=record,
        classified=classified,
        dimensions=dimension_rows(classified, load_rules(classified.rules_version)) if classified else (),
        standing=standing,
        may_classify=asked
        and may("classification.assess")
        and (classified is None or classified.risk != "high"),
        may_decide=asked and standing == "waits" and may("classification.decide"),
        may_approve=asked and standing == "open" and may("extension.approve"),
        may_deny=asked and may("extension.approve"),
        may_withdraw=asked and may("engagement.manage"),
        why_not=why_not,
    )
