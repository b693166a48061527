"""What people may send about who must say yes, and a need in their own words. Checks shape only, as `requests.py` does."""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field

from governance.access import EVERYWHERE
from governance.intake import read_jurisdiction
from governance.routing.planning import Facts
from governance.routing.policy import Risk
from governance.together import Seen
from matching.roles import SecurityClass, SensitiveData
from review_ui.web.requests import Code, MoneySent, Note, Request

CaseId = Annotated[str, Field(min_length=1, max_length=80)]


class Delegating(Request):
    """`to` is the name typed at log-in."""

    to: Annotated[str, Field(min_length=1, max_length=80)]
    role: Code
    business_unit: Annotated[str, Field(min_length=1, max_length=100)]
    starts: date
    ends: date
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class TogetherSent(Request):
    """Cases to approve at once: each id with the version of it that was read."""

    cases: Annotated[dict[CaseId, Annotated[int, Field(ge=0, lt=2**53)]], Field(min_length=1, max_length=50)]
    note: Note

    def seen(self) -> list[Seen]:
        return [Seen(case, version) for case, version in self.cases.items()]


class TogetherChosen(Request):
    """The same, as boxes of a form give it: `R-1042:7`, or nothing where none was ticked."""

    case: tuple[Annotated[str, Field(pattern=r"^[^:\s]{1,80}:[0-9]{1,15}$")], ...] = ()
    note: Note

    def seen(self) -> list[Seen]:
        split = (one.split(":") for one in self.case)
        return [Seen(case, int(version)) for case, version in split]


class PolicySent(Request):
    """A policy file as it is, comments and all: its hash is of these bytes."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=False)

    document: Annotated[str, Field(min_length=1, max_length=100_000)]


class Simulating(Request):
    """A request that does not exist."""

    business_unit: Annotated[str, Field(min_length=1, max_length=100)]
    budget: MoneySent
    security_class: SecurityClass | None = None
    sensitive_data: SensitiveData | None = None
    jurisdiction: Annotated[str, Field(max_length=40)] = EVERYWHERE
    risk: Risk = "unknown"

    def facts(self) -> Facts:
        return Facts(
            self.budget.money(),
            self.security_class,
            self.sensitive_data,
            read_jurisdiction(self.jurisdiction),
            self.risk,
        )


class Describing(Request):
    """A need in somebody's own words."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    top: Annotated[int, Field(ge=1, le=100)] = 3
