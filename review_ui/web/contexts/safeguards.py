"""What watches and what keeps: oversight, stops, holds, retention, erasure, the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from governance.audit import VerificationReport
from governance.oversight.by_reviewer import ViewRecord
from governance.people.erasures import ErasureAhead
from governance.retention import Expired
from review_ui.web.contexts.base import PageContext
from review_ui.web.views.keeping import HoldShown, KindShown, StopShown
from review_ui.web.views.oversight import Chart, Notice, PersonRow, Reasons
from review_ui.web.views.problems import Refused
from review_ui.web.views.timeline import TimelineLine


@dataclass(frozen=True)
class OversightPage(PageContext):
    """`units`: those with a figure; `unit`: whose months are shown. `withheld`: units with too few cases or reviewers."""

    template = "oversight.html"
    year: int
    years: tuple[int, ...]
    months: str
    recent: str
    notices: tuple[Notice, ...]
    charts: tuple[Chart, ...]
    reasons: tuple[Reasons, ...]
    unit: str
    units: tuple[str, ...]
    withheld: tuple[str, ...]
    trends: tuple[Chart, ...]
    views: tuple[ViewRecord, ...]
    may_end: bool
    fewest_cases: int
    fewest_reviewers: int
    rules: tuple[str, ...]
    usual_day: date
    latest_day: date
    refused: Refused


@dataclass(frozen=True)
class OversightPeoplePage(PageContext):
    """Under one approved view: a row a reviewer, a cell a measure."""

    template = "oversight_people.html"
    unit: str
    view: str
    months: str
    measures: tuple[str, ...]
    people: tuple[PersonRow, ...]
    fewest: int


@dataclass(frozen=True)
class StopsPage(PageContext):
    """`units` and `families`: what the reader may stop, each with what it is called."""

    template = "stops.html"
    in_force: tuple[StopShown, ...]
    past: tuple[StopShown, ...]
    units: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]
    refused: Refused


@dataclass(frozen=True)
class HoldsPage(PageContext):
    """`kind` and `subject`: what the form for a new hold is about already."""

    template = "holds.html"
    in_force: tuple[HoldShown, ...]
    past: tuple[HoldShown, ...]
    may_hold: bool
    kinds: tuple[str, ...]
    kind: str
    subject: str
    refused: Refused


@dataclass(frozen=True)
class RetentionPage(PageContext):
    """`version` None: only licences are for this reader. `act`: what they may do now, `said` what goes then."""

    template = "retention.html"
    on: date
    version: str | None
    sha256: str
    not_legal_advice: str
    kinds: tuple[KindShown, ...]
    sources: tuple[Expired, ...]
    act: str | None
    goes: bool
    records: int
    people: int
    said: str
    may_erase: bool
    refused: Refused


@dataclass(frozen=True)
class ErasurePage(PageContext):
    """`ahead` None: nobody was named yet."""

    template = "erasure.html"
    ahead: ErasureAhead | None
    reads_holds: bool
    refused: Refused


@dataclass(frozen=True)
class AuditPage(PageContext):
    """`search` is what was typed, `people` and `about` what may be chosen, `later` the address of what follows."""

    template = "audit.html"
    search: Mapping[str, str]
    people: tuple[tuple[str, str], ...]
    about: Mapping[str, str]
    lines: tuple[TimelineLine, ...]
    report: VerificationReport | None
    later: str | None
