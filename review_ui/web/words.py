"""The words and figures pages use for states, gates, money, days: one vocabulary, one place.

Knows no request and no database. Templates reach these as filters (`layout.py`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from governance.money import Money
from governance.reasons import (
    DECLINE_REASONS,
    LIST_REASONS,
    OVERRIDE_REASONS,
    REASON_CODES,
    REFUSAL_REASONS,
    TERMINATION_REASONS,
)
from review_ui.web.zones import local

STATES = {
    "draft": ("Draft", "ended"),
    "submitted": ("Waits for approval of the request", "waits"),
    "approved": ("Approved, ready to rank", "moves"),
    "sourcing": ("Sourcing", "moves"),
    "in_review": ("In review", "moves"),
    "selected": ("Waits for approval of the selection", "waits"),
    "approved_to_engage": ("Approved to engage", "moves"),
    "onboarding": ("Onboarding", "moves"),
    "active": ("Active", "moves"),
    "completed": ("Completed", "done"),
    "terminated": ("Terminated", "ended"),
    "denied": ("Denied", "ended"),
    "cancelled": ("Cancelled", "ended"),
}

CANDIDATE_STAGES = {
    "not_reached": "Not reached yet",
    "set_aside": "Set aside",
    "shortlisted": "Shortlisted",
    "contacted": "Contacted",
    "screened": "Screened",
    "offered": "Offered",
    "accepted": "Accepted",
    "declined": "Declined by the freelancer",
    "withdrawn": "Withdrawn",
}

DECISIONS = {"select": "Selected", "shortlist": "Shortlisted", "not_now": "Not now", "reject": "Rejected"}
DECISION_ACTS = {"select": "Select", "shortlist": "Shortlist", "not_now": "Not now", "reject": "Reject"}

GATES = {
    "max_hourly_rate": "Rate above the cap",
    "start_by": "Not free in time",
    "hours_per_week": "Too few hours",
    "countries": "May not work in the countries asked for",
    "security_level": "Clearance too low",
    "restriction": "Blocked or opted out",
}

FLAGS = {
    "unknown_max_hourly_rate": "No rate in the role's currency on record, so the cap could not be checked. Ask for it.",
    "unknown_start_by": "No start date on record. Ask when they are free.",
    "unknown_hours_per_week": "Hours a week not on record. Ask before you select.",
    "unknown_countries": "Where they may work is not on record. Check the right to work.",
    "unknown_security_level": "Clearance not on record. Check it before they start.",
    "hidden_text": "The file holds words no reader can see (hidden, tiny or in the paper's colour). They were left out and"
    " earn nothing. Look at the file itself.",
    "copies_request": "Parts of this record repeat the request almost word for word. They were not counted.",
    "not_embedded": "The licence of this record's source bars comparing it by meaning. Only its words and named skills were "
    "compared, so read it yourself.",
    "stale": "This record was last seen more than a year ago. Ask whether it still holds.",
    "identity_doubt": "May be the same person as somebody else in the pool. Procurement has not decided yet.",
    "erased": "This person's record was erased. Nothing of it may be shown.",
    "rate_over_benchmark": "Asks more than three in four of the people compared.",
    "slow_response": "Answers slower than three in four of the people compared, and takes at least twice as long as half of them.",
    "thin_evidence": "Few of the asked skills show in described work. Ask for examples.",
}

# Flags worth a word in the list itself; the sentence is on the sheet.
FLAG_MARKS = {
    "rate_over_benchmark": "rate over benchmark",
    "slow_response": "slow response",
    "thin_evidence": "thin evidence",
    "unknown_countries": "compliance gap",
    "unknown_security_level": "compliance gap",
}

# What keeps somebody out since a list was made -> one word for the list, the rest of a sentence for the sheet.
RESTRICTIONS = {
    "block": ("Blocked", "has been blocked"),
    "opt_out": ("Opted out", "has opted out"),
    "erasure_asked": ("To be erased", "has asked to be erased"),
    "expired": ("Licence ended", "may no longer be held under any licence"),
    "erased": ("Erased", "has been erased"),
}

STATUSES = {"evidenced": "shown", "claimed": "listed only", "related": "related", "missing": "not found"}

FITS = {"strong": "Strong fit", "partial": "Partial fit", "weak": "Weak fit"}

ROLES = {
    "requester": "Requester",
    "hiring_manager": "Hiring manager",
    "procurement": "Procurement",
    "compliance": "Compliance",
    "finance": "Finance",
    "data_scientist": "Data scientist",
    "auditor": "Auditor",
    "administrator": "Administrator",
}

# Act as the log names it, or the last word of the address that its form is sent to -> the reasons it is given with.
_REASONS_OF: Mapping[str, Mapping[str, str]] = {
    **dict.fromkeys(("overridden", "override"), OVERRIDE_REASONS),
    **dict.fromkeys(("denied", "deny", "sent_back", "send_back"), REFUSAL_REASONS),
    **dict.fromkeys(("declined", "decline"), DECLINE_REASONS),
    **dict.fromkeys(("terminated", "terminate"), TERMINATION_REASONS),
}

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


def state_name(state: str) -> str:
    return STATES.get(state, (plain(state), "ended"))[0]


def state_kind(state: str) -> str:
    """Which of the four shapes a state wears: waits, moves, done, ended."""
    return STATES.get(state, ("", "ended"))[1]


def stage_name(stage: str) -> str:
    return CANDIDATE_STAGES.get(stage, plain(stage))


def decision_name(decision: str) -> str:
    return DECISIONS.get(decision, plain(decision))


def gate_name(gate: str) -> str:
    return GATES.get(gate, plain(gate))


def gates(failed: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The hard limits somebody misses, a phrase each."""
    return tuple(f"{gate_name(gate['gate'])}: {gate['detail']}" for gate in failed)


def flag_sentence(flag: str) -> str:
    return FLAGS.get(flag, plain(flag))


def restriction_name(kind: str) -> str:
    return RESTRICTIONS.get(kind, (plain(kind), ""))[0]


def restriction_sentence(kind: str) -> str:
    """What became of somebody, after their name: `has opted out`."""
    return RESTRICTIONS.get(kind, ("", f"is kept out ({plain(kind).lower()})"))[1]


def role_name(role: str) -> str:
    return ROLES.get(role, plain(role))


def plain(identifier: str) -> str:
    """`sent_back` -> `Sent back`, for a word no table knows."""
    return identifier.replace("_", " ").replace(".", ": ").strip().capitalize()


def money(value: Money | None) -> str:
    return "not stated" if value is None else amount(value.amount, value.currency)


def amount(value: Decimal | float | int, currency: str) -> str:
    """`$80`, `€72.50`, `CHF 90`: cents only where there are some."""
    figure = Decimal(str(value))
    shown = f"{figure:,.0f}" if figure == figure.to_integral_value() else f"{figure:,.2f}"
    return f"{_SYMBOLS[currency]}{shown}" if currency in _SYMBOLS else f"{currency} {shown}"


def day(value: date | datetime | str | None) -> str:
    """`27 Nov 2026`, a moment's on the reader's clock; a text that is no ISO day stays as it is."""
    if value is None:
        return "not stated"
    if isinstance(value, str):
        try:
            return day(date.fromisoformat(value[:10]))
        except ValueError:
            return value
    if isinstance(value, datetime):
        value = local(value)
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """`27 Nov 2026, 15:20 CET`, on the reader's clock."""
    value = local(value)
    return f"{value.day} {value:%b %Y, %H:%M %Z}"


def number(value: float | int) -> str:
    """`4`, `4.5`, `1,842`: no trailing zeros."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")


def signed(value: float) -> str:
    """A contribution with its sign, a true minus, three decimals."""
    return f"{value:+.3f}".replace("-", "\u2212")


def plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(items: Iterable[str]) -> str:
    """`a, b and c`."""
    names = list(items)
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + (" and " + names[-1] if names else "")


def named(ids: Iterable[str], names: Mapping[str, str]) -> str:
    """People by the names this reader may see; `nobody` for none."""
    return listed(names.get(one, one) for one in ids) or "nobody"


def reason_label(code: str, act: str = "") -> str:
    """The sentence of a reason code; `act`: what it was given for, since one code says different things of different acts."""
    of_act = _REASONS_OF.get(act.rpartition(".")[2].replace("-", "_"), {})
    if code in of_act:
        return of_act[code]
    if code in REASON_CODES:
        return REASON_CODES[code].label
    tables = (LIST_REASONS, OVERRIDE_REASONS, REFUSAL_REASONS, DECLINE_REASONS, TERMINATION_REASONS)
    return next((table[code] for table in tables if code in table), plain(code))


def ordinal(value: int) -> str:
    tail = "th" if 10 <= value % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{tail}"


def capitalize_first(words: str) -> str:
    """A sentence's first letter, and no other: names keep theirs."""
    return words[:1].upper() + words[1:]


def since(then: datetime, now: datetime) -> str:
    """How long ago, in the one unit that matters."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return plural(seconds // size, unit) + " ago"
    return "just now"


def lately(then: datetime, now: datetime) -> str:
    """`Tue 14:05 CET` within a week, else with its day and month: a moment on the reader's clock, as one would say it."""
    shown, today = local(then), local(now)
    if 0 <= (today.date() - shown.date()).days < 7:
        return f"{shown:%a %H:%M %Z}"
    return moment(then) if shown.year != today.year else f"{shown.day} {shown:%b, %H:%M %Z}"


FILTERS: dict[str, Any] = {
    "state_name": state_name,
    "state_kind": state_kind,
    "stage_name": stage_name,
    "decision_name": decision_name,
    "gate_name": gate_name,
    "restriction_name": restriction_name,
    "restriction_sentence": restriction_sentence,
    "role_name": role_name,
    "plain": plain,
    "money": money,
    "day": day,
    "moment": moment,
    "number": number,
    "signed": signed,
    "plural": plural,
    "listed": listed,
    "ordinal": ordinal,
    "since": since,
    "capitalize_first": capitalize_first,
    "named": named,
    "reason_label": reason_label,
}
