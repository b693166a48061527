"""The reason codes people choose from, as data: deciding, overriding, declining, ending.

Pages list them, commands check them, and training reads `says_fit`: only a rejection that speaks of fit is
a label.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.errors import Fault, InputError

DECISIONS = ("select", "shortlist", "not_now", "reject")


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """`decisions` it may be given for; `says_fit` when it judges the person's fit to the role."""

    code: str
    label: str
    decisions: frozenset[str]
    says_fit: bool = False


def _table(*codes: ReasonCode) -> Mapping[str, ReasonCode]:
    return {code.code: code for code in codes}


_POSITIVE = frozenset({"select", "shortlist"})
_NOT_NOW = frozenset({"not_now"})
_NO = frozenset({"reject"})
_EITHER_NO = _NOT_NOW | _NO

REASON_CODES = _table(
    ReasonCode("evidence_strong", "Evidence for the must-haves is strong", _POSITIVE, says_fit=True),
    ReasonCode("experience_relevant", "Has done this kind of work", _POSITIVE, says_fit=True),
    ReasonCode("worked_with_us", "Worked well with us before", _POSITIVE, says_fit=True),
    ReasonCode("best_value", "Best value among suitable people", _POSITIVE),
    ReasonCode("backup", "Good second choice", frozenset({"shortlist"})),
    ReasonCode("rate_too_high", "Rate is above what this role can pay", _EITHER_NO),
    ReasonCode("not_available", "Not available when needed", _EITHER_NO),
    ReasonCode("need_more_evidence", "Not enough evidence to tell", _NOT_NOW),
    ReasonCode("others_first", "Others come first for now", _NOT_NOW),
    ReasonCode("must_have_missing", "A must-have is missing", _NO, says_fit=True),
    ReasonCode("experience_short", "Too little experience for this role", _NO, says_fit=True),
    ReasonCode("evidence_weak", "Evidence does not support the claim", _NO, says_fit=True),
    ReasonCode("wrong_kind_of_work", "Experience is in a different kind of work", _NO, says_fit=True),
    ReasonCode("conflict_of_interest", "Conflict of interest", _NO),
    ReasonCode("duplicate", "Same person as another candidate", _NO),
    ReasonCode("other", "Another reason (say which in the note)", frozenset(DECISIONS)),
)

OVERRIDE_REASONS: Mapping[str, str] = {
    "preferred_supplier": "A framework agreement asks for another person first",
    "budget": "The selected person does not fit the budget",
    "compliance": "A legal or contractual rule stands against the selected person",
    "conflict_of_interest": "Conflict of interest",
    "better_evidence": "Another candidate's evidence is stronger",
    "other": "Another reason (say which in the note)",
}

LIST_REASONS: Mapping[str, str] = {
    "preferred_supplier": "A framework agreement asks for it",
    "worked_with_us": "Known from work with us",
    "better_evidence": "Evidence that the order does not show",
    "compliance": "A legal or contractual rule",
    "conflict_of_interest": "Conflict of interest",
    "duplicate": "Same person as another on the list",
    "record_wrong": "The record is wrong or out of date",
    "more_asked": "More people were asked for",
    "other": "Another reason (say which in the note)",
}

REFUSAL_REASONS: Mapping[str, str] = {
    "budget": "Not within budget",
    "not_needed": "The work is not needed",
    "role_unclear": "The role is not described well enough",
    "process": "A step was missed",
    "evidence": "The choice is not supported by the evidence",
    "other": "Another reason (say which in the note)",
}

DECLINE_REASONS: Mapping[str, str] = {
    "rate": "The rate was too low",
    "availability": "Not available",
    "other_work": "Took other work",
    "scope": "The work was not what they look for",
    "terms": "Did not accept the terms",
    "no_answer": "Did not answer",
    "other": "Another reason",
}

TERMINATION_REASONS: Mapping[str, str] = {
    "not_started": "Never started",
    "quality": "Quality of the work",
    "conduct": "Conduct",
    "need_ended": "The need ended",
    "budget": "The budget ended",
    "by_freelancer": "Ended by the freelancer",
    "other": "Another reason (say which in the note)",
}


def check_decision(decision: str, reason_code: str, note: str | None) -> None:
    """Raise InputError unless the reason may be given for the decision, with a note where it must have one."""
    if decision not in DECISIONS:
        raise InputError(f"expected a decision of {', '.join(DECISIONS)}, found {decision!r}")
    reason = REASON_CODES.get(reason_code)
    if reason is None or decision not in reason.decisions:
        known = ", ".join(code for code, r in REASON_CODES.items() if decision in r.decisions)
        raise InputError(f"expected a reason for {decision!r} of {known}, found {reason_code!r}")
    _need_note(reason_code, note)


def check_reason(table: Mapping[str, str], reason_code: str, note: str | None) -> None:
    """Raise InputError unless the code is in the table, with a note where the code is `other`."""
    if reason_code not in table:
        raise InputError(f"expected a reason of {', '.join(table)}, found {reason_code!r}")
    _need_note(reason_code, note)


def _need_note(reason_code: str, note: str | None) -> None:
    if reason_code == "other" and not (note or "").strip():
        fault = Fault("a note that says which other reason", "none", field="note")
        raise InputError(f"expected {fault.expected}, found none", faults=[fault])
