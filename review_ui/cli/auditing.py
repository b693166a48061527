"""`candor audit`: checking that nobody rewrote the log, signing what it is now, and taking entries out with proofs.

Checking a file (`--offline`) opens no home and loads no database library.
"""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

import click

from matching.errors import InputError, RunError
from review_ui.cli.acting import acting
from review_ui.cli.call import Call, Verb, VerbGroup, as_option, json_option

if TYPE_CHECKING:
    from governance.audit.heads import TreeHead
    from governance.audit.offline import OfflineReport
    from governance.audit.verification import VerificationReport

OFFLINE_SCHEMA = "candor.audit-offline/1"
PACK_SCHEMA = "candor.evidence-check/1"
TELL = "keep a copy of the database and tell your auditor"

FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=VerbGroup)
def audit() -> None:
    """Check the audit log, sign its head, take entries out with proofs."""


@audit.command(cls=Verb)
@click.option("--anchor", type=FILE, metavar="HEAD", help="A head kept elsewhere, to hold the log against.")
@click.option(
    "--offline",
    type=FILE,
    metavar="FILE",
    help="Check an export, a proof or an evidence pack instead; needs no home.",
)
@click.option("--key", metavar="HEX", help="The public key kept elsewhere, which must have signed.")
@json_option
@click.pass_obj
def verify(call: Call, anchor: Path | None, offline: Path | None, key: str | None, as_json: bool) -> None:
    """Recompute every entry's hash and the root over them; name the first entry that does not hold.

    With --anchor truncation, rewriting and signing with another key are found too.
    """
    kept = _anchor(anchor, key, used=anchor is not None or offline is not None)
    if offline is not None:
        _verify_file(call, offline, kept, key, as_json=as_json)
    else:
        _verify_home(call, kept, as_json=as_json)


@audit.command(cls=Verb)
@click.option("--out", type=FILE, metavar="FILE", help="Write it there instead of to standard output.")
@json_option
@click.pass_obj
def head(call: Call, out: Path | None, as_json: bool) -> None:  # noqa: ARG001  # it is JSON in any case
    """Verify the log, then print its signed head. Keep it, and the public key, where the home's owner cannot write."""
    from governance.audit.heads import head_text
    from governance.audit.verification import take_head

    taken = take_head(call.existing.database)
    if out is None:
        call.result(head_text(taken))
    else:
        with written(call, out) as file:
            file.write(head_text(taken).encode())
        call.result(f"{out}: {taken.in_words()}")
    call.say(
        f"public key {taken.public_key}: keep it, and the head, where the owner of this home cannot write"
    )


@audit.command(cls=Verb)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="With proofs, or a table.",
)
@click.option("--person", metavar="ID", help="Only entries about this person.")
@click.option("--requisition", metavar="ID", help="Only entries about this requisition.")
@click.option("--since", type=DAY, metavar="DATE", help="From this day on (UTC).")
@click.option("--until", type=DAY, metavar="DATE", help="Up to and with this day (UTC).")
@click.option(
    "--anchor", type=FILE, metavar="HEAD", help="An earlier head; the file proves that its log extends it."
)
@click.option("--out", type=FILE, metavar="FILE", help="Write it there instead of to standard output.")
@as_option
@click.pass_obj
def export(
    call: Call,
    form: Literal["jsonl", "csv"],
    person: str | None,
    requisition: str | None,
    since: datetime | None,
    until: datetime | None,
    anchor: Path | None,
    out: Path | None,
    as_name: str | None,
) -> None:
    """Take entries out of the log, as JSON Lines that prove themselves or as a table. Recorded in the log."""
    from governance.audit_export import Asked, export_log

    kept = _anchor(anchor, None, used=True)
    asked = Asked(person=person, requisition=requisition, since=_day(since), until=_day(until))
    actor = acting(call, as_name)
    with written(call, out) as file:
        done = export_log(call.existing.database, actor, asked, file, form=form, anchor=kept)
    where = f" in {out}" if out else ""
    call.say(f"{done.entries} entries{where}, under {done.head.in_words()}")


@audit.command(cls=Verb)
@click.argument("entry", required=False, type=click.IntRange(min=1))
@click.option("--requisition", metavar="ID", help="Every entry about this requisition instead.")
@click.option(
    "--anchor",
    type=FILE,
    metavar="HEAD",
    help="An earlier head; the document proves that its log extends it.",
)
@click.option("--out", type=FILE, metavar="FILE", help="Write it there instead of to standard output.")
@as_option
@click.pass_obj
def prove(
    call: Call,
    entry: int | None,
    requisition: str | None,
    anchor: Path | None,
    out: Path | None,
    as_name: str | None,
) -> None:
    """Prove that ENTRY, by its number, stands in the log: one JSON document with the signed head. Recorded in the log."""
    from governance.audit_export import Asked, export_log

    if (entry is None) == (requisition is None):
        raise InputError(
            "expected the number of an entry or --requisition, found both or neither", hint="name one of them"
        )
    kept = _anchor(anchor, None, used=True)
    actor = acting(call, as_name)
    with written(call, out) as file:
        asked = Asked(entry=entry, requisition=requisition)
        done = export_log(call.existing.database, actor, asked, file, form="proof", anchor=kept)
    call.say(f"{done.entries} entries proved, under {done.head.in_words()}")


def _verify_home(call: Call, anchor: "TreeHead | None", *, as_json: bool) -> None:
    from governance.audit.log import SCHEMA
    from governance.audit.verification import verify as verify_log

    report = verify_log(call.existing.database, anchor=anchor)
    if as_json:
        call.result_json({"schema": SCHEMA, **asdict(report)})
    else:
        call.result(_log_in_words(report))
    if not report.ok:
        raise RunError("; ".join(report.faults()), hint=TELL)


def _verify_file(
    call: Call, path: Path, anchor: "TreeHead | None", key: str | None, *, as_json: bool
) -> None:
    if zipfile.is_zipfile(path):
        if anchor is not None:
            raise InputError(
                "expected --anchor with an export or a proof, found an evidence pack, which carries no proof from another head",
                hint="check the log.jsonl in it against that head, or candor audit export --anchor",
            )
        _verify_pack(call, path, key, as_json=as_json)
        return
    from governance.audit.offline import check_file
    from governance.audit.proof import check_proof, is_proof

    check = check_proof if is_proof(path) else check_file
    report = check(path, anchor=anchor, key=key)
    if as_json:
        call.result_json({"schema": OFFLINE_SCHEMA, **asdict(report)})
    else:
        call.result(_file_in_words(report))
    if not report.ok:
        bad = (report.first_bad.in_words(),) if report.first_bad else ()
        raise RunError(
            "; ".join((*bad, *report.faults)), hint="keep the file as it is and ask for a new export"
        )


def _verify_pack(call: Call, path: Path, key: str | None, *, as_json: bool) -> None:
    """With the verifier of this release, whatever the pack brought along."""
    from governance.evidence import verify as verifier

    try:
        files = verifier.read(path)
    except (OSError, ValueError, zipfile.BadZipFile, RuntimeError) as error:
        raise InputError(
            f"expected an evidence pack at {path}, found {error}", hint="ask for it again"
        ) from None
    found = verifier.check(files, key)
    if as_json:
        report = {
            "ok": not found.faults,
            "checked": found.counts,
            "faults": found.faults,
            "notes": found.notes,
        }
        call.result_json({"schema": PACK_SCHEMA, **report})
    else:
        call.result("\n".join(verifier.said(found)))
    if found.faults:
        raise RunError("; ".join(found.faults[:5]), hint="keep the pack as it is and ask for a new one")


def _anchor(path: Path | None, key: str | None, *, used: bool) -> "TreeHead | None":
    if key is not None and not used:
        raise InputError(
            "expected --anchor or --offline with --key, found neither",
            hint="a key is held against a signed head",
        )
    if path is None and key is None:
        return None
    from governance.audit.heads import public_key, read_head

    expected = public_key(key) if key is not None else None
    return read_head(path, key=expected) if path is not None else None


def _log_in_words(report: "VerificationReport") -> str:
    state = "holds" if report.ok else "DOES NOT HOLD"
    return f"audit log {state}: {report.size} entries, root {report.root}\n{report.tail}"


def _file_in_words(report: "OfflineReport") -> str:
    state = "holds" if report.ok else "DOES NOT HOLD"
    part = "every entry" if report.complete else f"{report.entries} entries"
    asked = ", ".join(f"{name} {value}" for name, value in report.asked.items() if isinstance(value, str))
    return (
        f"exported file {state}: {part} of a log of {report.size}, root {report.root}, as of {report.at}\n"
        f"asked for: {asked or 'all entries'}\n{report.tail}"
    )


@contextmanager
def written(call: Call, path: Path | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that is there whole or not at all."""
    if path is None:
        call.out.flush()
        yield call.out.buffer
        call.out.buffer.flush()
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with draft.open("wb") as file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
