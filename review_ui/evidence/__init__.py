"""Evidence packs as the doors hand them out: gathered by `governance/evidence`, with the page for reading put in.

The page stands alone: no script, no file beside it, everything in it escaped.
"""

from functools import cache
from typing import TYPE_CHECKING

from review_ui.bootstrap import Workspace

if TYPE_CHECKING:
    from jinja2 import Template

    from governance.access import Actor
    from governance.evidence.gathering import Gathered, Pack


def make_pack(
    workspace: Workspace, actor: "Actor", *, requisition: str | None = None, engagement: str | None = None
) -> "Pack":
    """The evidence of a requisition or an engagement, for whoever may have it; recorded in the log."""
    from governance.evidence.gathering import make_pack as make

    return make(workspace.database, actor, page_of, requisition=requisition, engagement=engagement)


def page_of(gathered: "Gathered") -> bytes:
    """The page for reading and printing."""
    return (
        _template()
        .render(
            case=gathered.case,
            documents=gathered.documents,
            entries=gathered.entries,
            words_of=lambda seq: sorted(gathered.words.get(seq, {}).items()),
            head=gathered.head,
        )
        .encode()
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("review_ui", "evidence"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
