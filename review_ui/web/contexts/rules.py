"""What the work rests on: role templates, models, the policy of approval."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.routing.simulation import SimulatedRoute
from review_ui.web.contexts.base import PageContext
from review_ui.web.contexts.cases import TemplateRow
from review_ui.web.views.facts import RoleText
from review_ui.web.views.models import MetricChart, ModelCard, ModelRow
from review_ui.web.views.problems import Refused
from review_ui.web.views.templates import TemplateShown


@dataclass(frozen=True)
class TemplatesPage(PageContext):
    template = "templates.html"
    templates: tuple[TemplateRow, ...]
    may_create: bool
    may_save: bool


@dataclass(frozen=True)
class TemplatePage(PageContext):
    template = "template.html"
    row: TemplateRow
    role: RoleText
    asked: tuple[tuple[str, str], ...]
    may_create: bool
    may_save: bool


@dataclass(frozen=True)
class TemplateFilePage(PageContext):
    """A template being saved from its file. `shown` None: nothing was looked at yet, or it cannot be read."""

    template = "template_file.html"
    text: str
    family: str
    families: tuple[str, ...]
    shown: TemplateShown | None
    notices: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class ModelsPage(PageContext):
    template = "models.html"
    champion: ModelRow | None
    others: tuple[ModelRow, ...]
    may_train: bool


@dataclass(frozen=True)
class ModelPage(PageContext):
    template = "model.html"
    model: ModelRow
    card: ModelCard
    charts: tuple[MetricChart, ...]
    refusal_reasons: Mapping[str, str]
    refused: Refused


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a request would need: its routes, and why its list would be rated blind first, where it would."""

    routes: tuple[SimulatedRoute, ...]
    blind: tuple[str, ...]


@dataclass(frozen=True)
class PolicyPage(PageContext):
    """`asked` is what was typed; `foreseen` None: nothing was asked yet, or not so that it can be answered."""

    template = "policy.html"
    version: str
    sha256: str
    asked: Mapping[str, str]
    units: tuple[str, ...]
    choices: Mapping[str, tuple[str, ...]]
    foreseen: Foreseen | None
    problems: tuple[str, ...]
