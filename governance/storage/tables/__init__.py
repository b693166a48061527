"""Every table of the record.

    audit       the log and what it commits to        vault    per-person keys
    accounts    who is who, sessions, tokens          people   the pool, what is set aside, restrictions
    loop        requisition to selection              work     approval to outcome
    bundles     models and who approved them      history  choices made before Candor
    identity    which profiles are one person          classification  is it a freelancer's work at all
    holds       what must be kept, and who waits to be erased
    stops       where ranking by machine is stopped     overrides  what people changed in a list
    intake      what a request says beside its role    routing  who must say yes, for whom, by which policy
    sign_on     who comes in through a provider
    notices     what a person ranked is told            extensions  engagements that are to go on longer
    blind       who is rated before a list is shown
    once        what was done under a key of its sender's
    oversight   who may look at decisions by reviewer
    looks       when somebody last opened a requisition

Rows refer to each other by id; there are no ORM relationships, so every query is where it can be read.
"""

from governance.storage.tables.accounts import Account, AccountGrant, ApiToken, LoginAttempt, LoginSession
from governance.storage.tables.audit import AuditDisclosure, AuditEntry, AuditHead
from governance.storage.tables.base import Base, Counter
from governance.storage.tables.blind import BlindEnd, BlindPlace, BlindReading, BlindStage
from governance.storage.tables.bundles import Bundle
from governance.storage.tables.classification import Classification, ClassificationDecision
from governance.storage.tables.extensions import Extension
from governance.storage.tables.history import ImportedDecision, ImportedRequisition
from governance.storage.tables.holds import ErasureRequest, LegalHold
from governance.storage.tables.identity import IdentityPair, ProfileLink
from governance.storage.tables.intake import RequisitionIntake
from governance.storage.tables.looks import Look
from governance.storage.tables.loop import (
    Candidate,
    Decision,
    Requisition,
    RequisitionVersion,
    RoleTemplate,
    RoleTemplateVersion,
    Selection,
    Shortlist,
    ShortlistPart,
    StageEvent,
)
from governance.storage.tables.notices import Notice, NoticePart
from governance.storage.tables.once import KeptAnswer
from governance.storage.tables.overrides import ListOverride
from governance.storage.tables.oversight import OversightView
from governance.storage.tables.people import Person, ProtectedAttribute, Restriction, Source, SourceProfile
from governance.storage.tables.routing import ApprovalRoute, ApprovalStep, Delegation, RoutingPolicy
from governance.storage.tables.sign_on import AccountIdentity, SignOnAttempt, SignOnMapping
from governance.storage.tables.stops import RankingStop
from governance.storage.tables.vault import DataKey
from governance.storage.tables.work import Approval, Engagement, ImportedOutcome, Outcome

__all__ = [
    "Account",
    "AccountGrant",
    "AccountIdentity",
    "ApiToken",
    "Approval",
    "ApprovalRoute",
    "ApprovalStep",
    "AuditDisclosure",
    "AuditEntry",
    "AuditHead",
    "Base",
    "BlindEnd",
    "BlindPlace",
    "BlindReading",
    "BlindStage",
    "Bundle",
    "Candidate",
    "Classification",
    "ClassificationDecision",
    "Counter",
    "DataKey",
    "Decision",
    "Delegation",
    "Engagement",
    "ErasureRequest",
    "Extension",
    "IdentityPair",
    "ImportedDecision",
    "ImportedOutcome",
    "ImportedRequisition",
    "KeptAnswer",
    "LegalHold",
    "ListOverride",
    "LoginAttempt",
    "LoginSession",
    "Look",
    "Notice",
    "NoticePart",
    "Outcome",
    "OversightView",
    "Person",
    "ProfileLink",
    "ProtectedAttribute",
    "RankingStop",
    "Requisition",
    "RequisitionIntake",
    "RequisitionVersion",
    "Restriction",
    "RoleTemplate",
    "RoleTemplateVersion",
    "RoutingPolicy",
    "Selection",
    "Shortlist",
    "ShortlistPart",
    "SignOnAttempt",
    "SignOnMapping",
    "Source",
    "SourceProfile",
    "StageEvent",
]
