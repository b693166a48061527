"""`candor people`: pairs of profiles that may be one person, a person's answer to them, and letting people go.

What rules are sure of is joined at import; these verbs are for the rest, for taking a join back, for erasing, and for letting
go of whom no licence holds any longer.
"""

from typing import TYPE_CHECKING

import click

from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, expect_option, json_option, printable
from review_ui.cli.notice_text import notice_as_json, notice_in_words
from review_ui.cli.progress import progress_bars

if TYPE_CHECKING:
    from governance.access import Actor
    from governance.people.same_person import Doubt, Side

SCHEMA = "candor.duplicates/1"
ERASURE_SCHEMA = "candor.erasure/1"
NOTICES = "candor.notices/1"

reason_option = click.option("--reason", required=True, help="Why; kept with the decision.")


@click.group(cls=VerbGroup)
def people() -> None:
    """Decide who is the same person on several platforms; erase people, let go of those whose licence has run out."""


@people.command(cls=Verb)
@as_option
@json_option
@click.pass_obj
def duplicates(call: Call, as_name: str | None, as_json: bool) -> None:
    """The pairs in doubt, the strongest evidence first. Shows names, so it needs to know who asks."""
    from governance.people.same_person import doubts

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        waiting = doubts(session, actor)
    if as_json:
        call.result_json({"schema": SCHEMA, "pairs": [_as_json(doubt) for doubt in waiting]})
        return
    for doubt in waiting:
        call.result(f"{doubt.left.came_as} {doubt.right.came_as}  {'; '.join(doubt.evidence)}")
        call.result(f"    {_shown(doubt.left)}  /  {_shown(doubt.right)}")
    if not waiting:
        call.result("nobody is in doubt")


@people.command(cls=Verb)
@click.argument("a")
@click.argument("b")
@reason_option
@as_option
@click.pass_obj
def same(call: Call, a: str, b: str, reason: str, as_name: str | None) -> None:
    """A and B are one person: their profiles are read as one from now on, under the older id."""
    from governance.people.same_person import link_profiles

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        person = link_profiles(work, a, b, reason)
    _refresh(call, actor)
    call.result(f"{a} and {b} are one person now: {person}")


@people.command(cls=Verb)
@click.argument("a")
@click.argument("b")
@reason_option
@as_option
@click.pass_obj
def different(call: Call, a: str, b: str, reason: str, as_name: str | None) -> None:
    """A and B are different people; no import joins them."""
    from governance.people.same_person import keep_apart

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        keep_apart(work, a, b, reason)
    call.result(f"{a} and {b} stay apart")


@people.command(cls=Verb)
@click.argument("person")
@click.argument("source")
@reason_option
@as_option
@click.pass_obj
def split(call: Call, person: str, source: str, reason: str, as_name: str | None) -> None:
    """Take the profile of SOURCE (or the id it came in as) out of a merged PERSON; nothing of it is lost."""
    from governance.people.same_person import unlink

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        freed = unlink(work, person, source, reason)
    _refresh(call, actor)
    call.result(f"{freed} stands alone again")


@people.command(cls=Verb)
@click.option("--dry-run", is_flag=True, help="Say what would go, change nothing; needs no account.")
@expect_option
@as_option
@json_option
@click.pass_obj
def purge(call: Call, dry_run: bool, expect: int | None, as_name: str | None, as_json: bool) -> None:
    """Drop every profile past its last day, and whoever nothing else holds; snapshots and vectors follow."""
    from review_ui import retention

    if expect is not None and dry_run:
        raise click.UsageError("expected no --dry-run with --expect: a dry run lets nothing go")
    workspace = call.existing
    if dry_run:
        report = retention.preview(workspace)
    else:
        actor = acting(call, as_name)
        with progress_bars(quiet=as_json) as progress:
            report = retention.purge(workspace, actor, expected=expect, progress=progress)
    if as_json:
        call.result_json(report.as_dict())
    else:
        call.result(report.in_words())


@people.command(cls=Verb)
@click.argument("person")
@click.option("--reason", required=True, help="Why; kept when everything else of the person is gone.")
@as_option
@json_option
@click.pass_obj
def erase(call: Call, person: str, reason: str, as_name: str | None, as_json: bool) -> None:
    """Forget PERSON for good, now or, while a legal hold covers them, when the last one is lifted."""
    from dataclasses import asdict

    from governance.people.erasures import request_erasure

    actor = acting(call, as_name)
    with call.existing.command(actor) as work:
        answer = request_erasure(work, person, reason)
    if as_json:
        call.result_json({"schema": ERASURE_SCHEMA, "person": person, **asdict(answer)})
    elif answer.erased:
        call.result(f"{person} is erased")
    else:
        call.result(
            f"{person} is under legal hold ({', '.join(answer.holds)}): {answer.request} is kept and carried out "
            "when the last hold is lifted; until then they are not ranked"
        )


@people.command(cls=Verb)
@click.argument("person")
@as_option
@json_option
@click.pass_obj
def notices(call: Call, person: str, as_name: str | None, as_json: bool) -> None:
    """What PERSON may be told of every list that concerned them: what was used, what was not, how to object."""
    from governance.notices import notices_of

    actor = acting(call, as_name)
    with call.existing.database.read() as session:
        found = notices_of(session, actor, person)
    if as_json:
        call.result_json(
            {"schema": NOTICES, "person": person, "notices": [notice_as_json(one) for one in found]}
        )
        return
    for one in found:
        call.result(printable("\n".join(notice_in_words(one))))
    if not found:
        call.result(f"no list concerned {person}, or they are erased")


def _refresh(call: Call, actor: "Actor") -> None:
    """Ranking sees the change at once, for those who may publish a pool; else with the next import."""
    from governance.access import allows
    from review_ui.services import refresh_snapshot

    if not allows(actor, "people.import", on=call.existing.today()):
        call.say("ranking reads them so after the next import")
        return
    with progress_bars(quiet=True) as progress:
        refresh_snapshot(call.existing, actor, progress=progress)


def _shown(side: "Side") -> str:
    name = side.name or "no name given"
    merged = f", counts to {side.person_id}" if side.person_id != side.came_as else ""
    return f"{side.came_as} ({name}, {side.source}{merged})"


def _as_json(doubt: "Doubt") -> dict[str, object]:
    sides = {
        key: {"id": side.came_as, "person": side.person_id, "source": side.source, "name": side.name}
        for key, side in (("left", doubt.left), ("right", doubt.right))
    }
    return {"id": doubt.id, **sides, "bits": doubt.bits, "evidence": list(doubt.evidence)}
