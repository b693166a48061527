"""The people of a list: deciding, comparing, explaining, and who was left out."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.reading import RequisitionSummary
from models.renderings.sections import Section
from review_ui.web.contexts.base import PageContext
from review_ui.web.views.blind import BlindDesk
from review_ui.web.views.change import ChangeView
from review_ui.web.views.compare import SideBySide
from review_ui.web.views.identity import PairInDoubt
from review_ui.web.views.keeping import StopShown
from review_ui.web.views.listing import ListChangeLine, ListedRow
from review_ui.web.views.looks import SinceLook
from review_ui.web.views.problems import Refused
from review_ui.web.views.shortlist import Desk, ExcludedPerson, RecordFact, RecordField


@dataclass(frozen=True)
class ShortlistPage(PageContext):
    """`new`: what others did since the reader last looked."""

    template = "shortlist.html"
    fragment = "_desk.html"
    requisition: RequisitionSummary
    asked: tuple[tuple[str, str], ...]
    stops: tuple[StopShown, ...]
    new: SinceLook | None
    desk: Desk
    refused: Refused


@dataclass(frozen=True)
class ListPage(PageContext):
    """`person` and `added`: whom the two forms are about; `kept_out`: what left out whoever is to be added."""

    template = "list.html"
    requisition: RequisitionSummary
    rows: tuple[ListedRow, ...]
    changes: tuple[ListChangeLine, ...]
    open_now: bool
    may_change: bool
    may_add: bool
    acts: Mapping[str, str]
    reasons: Mapping[str, str]
    person: str
    added: str
    kept_out: tuple[str, ...]
    refused: Refused


@dataclass(frozen=True)
class BlindPage(PageContext):
    """The blind stage. `why`: what the policy says, where it asks for it."""

    template = "blind.html"
    fragment = "_blind.html"
    requisition: RequisitionSummary
    asked: tuple[tuple[str, str], ...]
    desk: BlindDesk
    why: tuple[str, ...]
    refused: Refused


@dataclass(frozen=True)
class ComparePage(PageContext):
    """`shortlist` is the id of an earlier list, empty for the current one."""

    template = "compare.html"
    requisition: RequisitionSummary
    shown: SideBySide
    shortlist: str


@dataclass(frozen=True)
class ChangePage(PageContext):
    template = "change.html"
    fragment = "_change.html"
    requisition: RequisitionSummary
    called: str
    back: str
    change: ChangeView


@dataclass(frozen=True)
class ExplanationPage(PageContext):
    """Sections as they are; `text` is the address of the same as plain text."""

    template = "explanation.html"
    requisition: RequisitionSummary
    called: str
    back: str
    reader: str
    text: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class MessagePage(PageContext):
    """`may_be_sent`: the selection they are part of is approved."""

    template = "message.html"
    requisition: RequisitionSummary
    called: str
    back: str
    text: str
    may_be_sent: bool


@dataclass(frozen=True)
class ExcludedPage(PageContext):
    """`listed`: who stands on the list in force by now, added by hand."""

    template = "excluded.html"
    requisition: RequisitionSummary
    counts: tuple[tuple[str, int], ...]
    people: tuple[ExcludedPerson, ...]
    unrankable: tuple[ExcludedPerson, ...]
    gate: str
    total: int
    listed_in_full: bool
    may_add: bool
    listed: frozenset[str]
    more: str | None


@dataclass(frozen=True)
class RecordPage(PageContext):
    template = "record.html"
    requisition: RequisitionSummary
    called: str
    back: str
    platform: str | None
    seen: str | None
    stale: bool
    facts: tuple[RecordFact, ...]
    record: tuple[RecordField, ...]
    person_id: str
    may_hold: bool
    may_erase: bool


@dataclass(frozen=True)
class DuplicatesPage(PageContext):
    template = "duplicates.html"
    pairs: tuple[PairInDoubt, ...]
    refused: Refused
