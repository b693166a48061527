"""Which move each state allows: requisitions, candidates, engagements, their extensions, bundles, as one
table each.

Pure data and one function. Who may make a move is `access.py`; what else it needs, the command says.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.errors import Conflict

# state -> {move: next state}. A state without moves is final.
REQUISITION: Mapping[str, Mapping[str, str]] = {
    "draft": {"edit": "draft", "submit": "submitted", "cancel": "cancelled"},
    "submitted": {"edit": "draft", "approve": "approved", "deny": "denied", "cancel": "cancelled"},
    "approved": {"edit": "draft", "classify": "approved", "start_sourcing": "sourcing", "freeze": "in_review",
                 "cancel": "cancelled"},
    "sourcing": {"edit": "draft", "classify": "sourcing", "freeze": "in_review", "cancel": "cancelled"},
    "in_review": {"edit": "draft", "classify": "in_review", "freeze": "in_review", "decide": "in_review",
                  "change_list": "in_review", "finish": "selected", "cancel": "cancelled"},
    "selected": {"edit": "draft", "classify": "selected", "approve_selection": "approved_to_engage",
                 "override": "selected", "send_back": "in_review", "deny_selection": "denied", "reopen": "in_review",
                 "cancel": "cancelled"},
    "approved_to_engage": {"edit": "draft", "classify": "approved_to_engage", "reopen": "in_review", "offer":
                           "approved_to_engage", "start": "onboarding", "cancel": "cancelled"},
    "onboarding": {"classify": "onboarding", "offer": "onboarding", "start": "onboarding", "activate": "active",
                   "complete": "completed", "terminate": "terminated"},
    "active": {"classify": "active", "extend": "active", "offer": "active", "start": "active", "activate": "active", "complete": "completed",
               "terminate": "terminated"},
    "completed": {},
    "terminated": {},
    "denied": {},
    "cancelled": {},
}  # fmt: skip

# `not_reached`: on the frozen list and nobody decided. It is no answer, so it never becomes a label.
CANDIDATE: Mapping[str, Mapping[str, str]] = {
    "not_reached": {"shortlist": "shortlisted", "set_aside": "set_aside"},
    "set_aside": {"shortlist": "shortlisted", "set_aside": "set_aside", "undo": "not_reached"},
    "shortlisted": {"shortlist": "shortlisted", "set_aside": "set_aside", "undo": "not_reached",
                    "contact": "contacted", "decline": "declined", "withdraw": "withdrawn"},
    "contacted": {"shortlist": "contacted", "set_aside": "set_aside", "screen": "screened",
                  "decline": "declined", "withdraw": "withdrawn"},
    "screened": {"shortlist": "screened", "set_aside": "set_aside", "screen": "screened", "offer": "offered",
                 "decline": "declined", "withdraw": "withdrawn"},
    "offered": {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"},
    "accepted": {"decline": "declined", "withdraw": "withdrawn"},
    "declined": {},
    "withdrawn": {},
}  # fmt: skip

ENGAGEMENT: Mapping[str, Mapping[str, str]] = {
    "onboarding": {"activate": "active", "terminate": "terminated"},
    "active": {"extend": "active", "complete": "completed", "terminate": "terminated"},
    "completed": {"record_outcome": "completed"},
    "terminated": {"record_outcome": "terminated"},
}

EXTENSION: Mapping[str, Mapping[str, str]] = {
    "asked": {"classify": "asked", "approve": "approved", "deny": "denied", "withdraw": "withdrawn"},
    "approved": {},
    "denied": {},
    "withdrawn": {},
}

BUNDLE: Mapping[str, Mapping[str, str]] = {
    "registered": {"propose": "proposed"},
    "proposed": {"approve": "approved", "deny": "registered"},
    "approved": {"retire": "retired"},
    "retired": {"propose": "proposed"},
}


@dataclass(frozen=True, slots=True)
class Machine:
    """One table and the words its refusals use."""

    noun: str
    moves: Mapping[str, Mapping[str, str]]

    def next_state(self, subject: str, state: str, move: str) -> str:
        """The state after `move`, or Conflict naming the state and the moves it does allow."""
        try:
            return self.moves[state][move]
        except KeyError:
            allowed = ", ".join(_words(m) for m in self.moves[state]) or "nothing, it is final"
            raise Conflict(
                f"{self.noun} {subject} is {_words(state)}, which does not allow: {_words(move)}",
                hint=f"from here: {allowed}",
            ) from None


def _words(name: str) -> str:
    return name.replace("_", " ")


REQUISITIONS = Machine("requisition", REQUISITION)
CANDIDATES = Machine("candidate", CANDIDATE)
ENGAGEMENTS = Machine("engagement", ENGAGEMENT)
EXTENSIONS = Machine("extension", EXTENSION)
BUNDLES = Machine("bundle", BUNDLE)
