"""Checks an evidence pack with nothing but Python 3.9 or newer: python3 verify.py [PACK.zip or folder] [--key HEX]

Every file against the signed manifest, every entry of the log against the signed tree head, every opened word and every
part of a frozen list against its commitment, and the case against the entries. Signatures are checked where the package
`cryptography` is installed; where it is not, that is said. Exit code 0: everything that was checked holds; 1: something
does not, and is named; 2: there is no pack here. What a pack proves, and what it cannot, is in README.txt.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

MANIFEST, CASE, LOG, HEAD, KEY, WORDS = (
    "MANIFEST.json",
    "case.json",
    "log.jsonl",
    "head.json",
    "public-key.txt",
    "words.json",
)
NEEDED = (CASE, LOG, HEAD, KEY, WORDS, "README.txt", "index.html", "verify.py")
MOST_BYTES = 1 << 30

Files = Mapping[str, bytes]
Document = dict[str, Any]
Place = tuple[int, str]

_HEX64 = re.compile(r"[0-9a-f]{64}")
_HEX128 = re.compile(r"[0-9a-f]{128}")
_LINE = re.compile(
    rb'\{"after":(0|[1-9][0-9]{0,15}),"entry":(\{.*\}),"proof":\[((?:"[0-9a-f]{64}"(?:,"[0-9a-f]{64}")*)?)\],'
    rb'"seq":([1-9][0-9]{0,15})\}'
)
_FROZEN = re.compile(r"shortlists/([\w.-]+)\.parts\.json")


class Checked:
    """What checking found: `faults`, each naming a file; `notes` on what could not be checked; `counts` of what was."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.counts = {"files": 0, "entries": 0, "words": 0, "parts": 0, "statements": 0}

    def fault(self, file: str, words: str) -> None:
        self.faults.append(f"{file}: {words}")


def check(files: Files, key: str | None = None) -> Checked:
    """Check the files of a pack, name -> bytes; `key` is the public key you kept, hex, which must have signed."""
    found = Checked()
    manifest = _tried(found, MANIFEST, _manifest, files, found)
    head = _tried(found, HEAD, _head, files, found)
    public_key = head["public_key"] if head else None
    _keys(files, found, manifest, public_key, key)
    entries = (_tried(found, LOG, _log, files, found, head) if head else None) or {}
    words, gone = _tried(found, WORDS, _words, files, found, entries) or ({}, set())
    for name in sorted(files):
        if match := _FROZEN.fullmatch(name):
            _frozen(files, found, entries, match[1], name)
    case = _document(files, found, CASE, "candor.evidence-case/1")
    if case:
        _tried(found, CASE, _case, files, found, case, entries, words, gone)
    return found


def _tried(found: Checked, file: str, step: Callable[..., Any], *given: Any) -> Any:
    """What a step gives; a file whose parts are not where they belong is a fault, whatever else is wrong with it."""
    try:
        return step(*given)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError):
        found.fault(file, "its parts are not where those of a pack stand")
        return None


# The manifest, the head and who signed them


def _manifest(files: Files, found: Checked) -> Document | None:
    document = _document(files, found, MANIFEST, "candor.evidence-pack/1")
    stated = document.get("files") if document else None
    if not isinstance(stated, dict):
        if document:
            found.fault(MANIFEST, "it names no files")
        stated = {}
    for name in sorted({*stated, *NEEDED}):
        if name not in files:
            found.fault(name, "it is missing")
        elif stated.get(name) != hashlib.sha256(files[name]).hexdigest():
            found.fault(name, f"its bytes are not those that {MANIFEST} names")
        else:
            found.counts["files"] += 1
    for name in sorted(set(files) - {*stated, MANIFEST}):
        if name not in NEEDED:
            found.fault(name, f"{MANIFEST} does not name it")
    return document


def _head(files: Files, found: Checked) -> Document | None:
    try:
        head: Document = json.loads(files.get(HEAD, b""))
        sound = (
            head["schema"] == "candor.tree-head/1"
            and type(head["size"]) is int
            and bool(_HEX64.fullmatch(head["root"]))
            and bool(_HEX64.fullmatch(head["public_key"]))
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        found.fault(HEAD, "it is no signed tree head")
        return None
    if _as_head(head) != files[HEAD]:
        found.fault(HEAD, "it is not in the form in which heads are kept: it was altered")
    _signed(found, HEAD, head)
    return head


def _as_head(head: Document) -> bytes:
    return json.dumps(head, indent=2).encode() + b"\n"


def _keys(
    files: Files, found: Checked, manifest: Document | None, public_key: str | None, key: str | None
) -> None:
    if public_key is None:
        return
    if files.get(KEY, b"") != public_key.encode() + b"\n":
        found.fault(KEY, f"it is not the key that {HEAD} names")
    if manifest and manifest.get("public_key") != public_key:
        found.fault(MANIFEST, f"it is signed with another key than {HEAD}")
    if key is not None and key != public_key:
        found.fault(HEAD, "it is not signed with the key you kept")
    if key is None:
        found.notes.append(
            f"whose key signed is not proven: compare {public_key[:16]}... with the one you kept (--key)"
        )


def _signed(found: Checked, file: str, document: Document) -> None:
    """The signature of a document over the canonical form of everything else in it."""
    public_key, signature = document.get("public_key"), document.get("signature")
    if not (
        isinstance(public_key, str)
        and isinstance(signature, str)
        and _HEX64.fullmatch(public_key)
        and _HEX128.fullmatch(signature)
    ):
        found.fault(file, "it carries no signature")
        return
    if document.get("key_id") != hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]:
        found.fault(file, "its key id is not that of its key")
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        note = "SIGNATURES WERE NOT CHECKED: the Python package cryptography is not installed here"
        if note not in found.notes:
            found.notes.append(note)
        return
    statement = {name: value for name, value in document.items() if name != "signature"}
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(signature), _canonical(statement)
        )
    except (InvalidSignature, ValueError):
        found.fault(file, "it does not carry its signature: it was altered after it was signed")


# The log


def _log(files: Files, found: Checked, head: Document) -> dict[int, Document]:
    """The entries by number, each led by its proof to the head."""
    lines = files.get(LOG, b"").split(b"\n")
    if len(lines) < 3 or lines[-1] != b"":
        found.fault(LOG, "it is cut off")
        return {}
    entries: dict[int, Document] = {}
    after = 0
    for number, line in enumerate(lines[1:-2], 2):
        parts = _LINE.fullmatch(line)
        if parts is None:
            found.fault(LOG, f"line {number} is not as it was exported")
            continue
        seq, hashes = int(parts[4]), parts[3].decode()
        proof = [bytes.fromhex(hashes[at : at + 64]) for at in range(1, len(hashes), 67)]
        leaf = hashlib.sha256(b"\x00" + parts[2]).digest()
        if int(parts[1]) != after or seq <= after:
            found.fault(LOG, f"entry {seq} (line {number}) does not follow the one before it")
        if not _included(leaf, seq - 1, head["size"], proof, bytes.fromhex(head["root"])):
            found.fault(
                LOG, f"entry {seq} (line {number}): its proof does not lead from its text to the signed head"
            )
            after = seq
            continue
        after, entries[seq] = seq, json.loads(parts[2])
        found.counts["entries"] += 1
    _first_line(found, lines[0], head)
    _last_line(found, lines, head)
    return entries


def _first_line(found: Checked, line: bytes, head: Document) -> None:
    try:
        sound = json.loads(line)["head"] == head and _canonical(json.loads(line)) == line
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        found.fault(LOG, f"its first line does not carry {HEAD}")


def _last_line(found: Checked, lines: Sequence[bytes], head: Document) -> None:
    hashed = hashlib.sha256(b"".join(line + b"\n" for line in lines[:-2])).hexdigest()
    try:
        end = json.loads(lines[-2])
        sound = (
            _canonical(end) == lines[-2]
            and end["schema"] == "candor.audit-export-end/1"
            and end["entries"] == len(lines) - 3
            and end["lines_sha256"] == hashed
            and end["public_key"] == head["public_key"]
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        sound = False
    if not sound:
        found.fault(LOG, "its lines are not those that its last line was signed for")
        return
    _signed(found, LOG, end)


def _included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: whether the proof leads from the leaf to the root over `size` leaves."""
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = hashlib.sha256(b"\x01" + step + node).digest()
            while place & 1 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + step).digest()
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


# Words and frozen lists


def _words(
    files: Files, found: Checked, entries: Mapping[int, Document]
) -> tuple[dict[Place, str], set[Place]]:
    """Opened words by (entry, field), each held against the commitment of its entry, and the places of those that are gone."""
    document = _document(files, found, WORDS, "candor.evidence-words/1") or {"words": []}
    opened: dict[Place, str] = {}
    gone: set[Place] = set()
    told: set[Place] = set()
    for one in document["words"]:
        try:
            place = (one["seq"], one["field"])
            committed = entries[one["seq"]]["commitments"][one["field"]]
            told.add(place)
            if one["state"] == "opened":
                opened[place] = one["value"]
                if committed != _commitment(one):
                    found.fault(
                        WORDS, f"the {one['field']} of entry {one['seq']} is not what the entry commits to"
                    )
                found.counts["words"] += 1
            gone |= {place} if one["state"] == "gone" else set()
            if one["state"] != "opened" and (
                one["value"] is not None or one["state"] not in ("gone", "closed")
            ):
                found.fault(WORDS, f"the {one['field']} of entry {one['seq']} is told and not proven")
        except (AttributeError, KeyError, TypeError, ValueError):
            found.fault(WORDS, f"{str(one)[:80]} belongs to no entry of the log here")
    for seq, entry in entries.items():
        for field in entry["commitments"]:
            if (seq, field) not in told:
                found.fault(WORDS, f"nothing is told of the {field} of entry {seq}")
    return opened, gone


def _frozen(files: Files, found: Checked, entries: Mapping[int, Document], shortlist: str, name: str) -> None:
    document = _document(files, found, name, "candor.evidence-parts/1") or {}
    list_file = f"shortlists/{shortlist}.json"
    try:
        frozen = json.loads(files[list_file])
        frame = json.loads(document["frame"])
        if document["shortlist"] != shortlist:
            found.fault(name, "it names another list")
        sections: dict[str, list[Any]] = {
            key: [] for key in ("candidates", "excluded", "unrankable") if key in frame
        }
        commitments = []
        for part in document["parts"]:
            commitments.append(part["commitment"])
            if part["value"] is None:
                sections[part["section"]].append({"erased": True, "id": part["person"]})
                continue
            if _commitment(part) != part["commitment"]:
                found.fault(name, f"what it says of {part['person']} is not what was committed to")
            sections[part["section"]].append(json.loads(part["value"]))
            found.counts["parts"] += 1
        framed = hashlib.sha256(document["frame"].encode()).hexdigest()
        root = hashlib.sha256(_canonical({"frame": framed, "parts": commitments})).hexdigest()
        logged = [
            entry["facts"]["parts_root"]
            for entry in entries.values()
            if entry["action"] == "shortlist.frozen" and entry["facts"]["shortlist"] == shortlist
        ]
        if logged != [root]:
            found.fault(name, "it is not the list that the log says was frozen")
        if {**frame, **sections} != frozen:
            found.fault(list_file, f"it is not the list that {name} proves")
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        found.fault(name, "it is not a frozen list in its parts")


def _commitment(one: Document) -> str:
    return hashlib.sha256(bytes.fromhex(one["salt"]) + one["value"].encode()).hexdigest()


# The case against the entries

# The fact by which an entry names what it records, so that the case is held to tell of all of it.
_NAMED_BY = {
    "requisition.created": "role_version",
    "requisition.edited": "role_version",
    "requisition.approved": "approval",
    "requisition.denied": "approval",
    "selection.": "approval",
    "candidate.decided": "decision_id",
    "candidate.decision_undone": "",
    "candidate.": "event",
    "classification.assessed": "classification",
    "classification.cleared": "legal",
    "classification.refused": "legal",
    "engagement.started": "person",
    "outcome.recorded": "outcome",
}


def _case(
    files: Files,
    found: Checked,
    case: Document,
    entries: Mapping[int, Document],
    words: Mapping[Place, str],
    gone: set[Place],
) -> None:
    """Every statement of the case that an entry records: its codes and figures as in the facts, its words as committed to."""
    by_action: dict[str, list[tuple[int, Document]]] = {}
    for seq, entry in entries.items():
        by_action.setdefault(entry["action"], []).append((seq, entry["facts"]))
    told = set()
    for what, actions, fact, wanted, said in _statements(case):
        told |= {(action, str(wanted)) for action in actions}
        recorded = (one for action in actions for one in by_action.get(action, ()))
        match = next(((seq, facts) for seq, facts in recorded if facts.get(fact) == wanted), None)
        if match is None:
            found.fault(CASE, f"{what}: no entry of the log records it")
            continue
        found.counts["statements"] += 1
        for name, value in said.items():
            _statement(found, f"{CASE}: {what}: its", name, value, match, words, gone)
    _roles(files, found, case, by_action)
    _all_told(files, found, case, by_action, told)


def _statement(
    found: Checked,
    its: str,
    name: str,
    value: Any,
    match: tuple[int, Document],
    words: Mapping[Place, str],
    gone: set[Place],
) -> None:
    """One thing the case says, beside its entry: a fact, or (`word:`, `json:`) words that the entry commits to."""
    seq, facts = match
    kind, _, field = name.partition(":")
    if not field:
        if facts.get(name) != value:
            found.faults.append(f"{its} {name} is not what entry {seq} says")
        return
    if (seq, field) in gone:
        # Of a title alone the record keeps another copy than the one that was let go.
        if field == "title":
            found.notes.append(
                f"{its} {field} cannot be proven any longer: the words behind entry {seq} are gone"
            )
        elif value not in (None, {"answered_by": None, "quotes": {}}):
            found.faults.append(f"{its} {field} is told, and the words behind entry {seq} are gone")
        return
    word: Any = words.get((seq, field))
    if (json.loads(word) if kind == "json" and word is not None else word) != value:
        found.faults.append(f"{its} {field} is not what entry {seq} commits to")


def _all_told(
    files: Files,
    found: Checked,
    case: Document,
    by_action: Mapping[str, Sequence[tuple[int, Document]]],
    told: set[tuple[str, str]],
) -> None:
    """Nothing that the entries record is left out of the case, and no list of the case out of the pack."""
    for one in case["shortlists"]:
        if f"shortlists/{one['id']}.parts.json" not in files:
            found.fault(CASE, f"shortlist {one['id']}: the pack does not hold it")
    for action, recorded in by_action.items():
        named_by = _NAMED_BY.get(action) or _NAMED_BY.get(action.partition(".")[0] + ".", "")
        for seq, facts in recorded:
            if named_by in facts and (action, str(facts[named_by])) not in told:
                found.fault(
                    CASE, f"entry {seq} records {facts[named_by]} ({action}), of which the case says nothing"
                )


def _statements(case: Document) -> Iterator[tuple[str, tuple[str, ...], str, Any, Document]]:
    """What, which actions record it, the fact that names it and its value, and what else the entry must say."""
    for one in case["versions"]:
        said = {"budget": one["budget"], "positions": one["positions"], "word:title": one["title"]}
        yield (
            f"version {one['number']}",
            ("requisition.created", "requisition.edited"),
            "role_version",
            one["number"],
            said,
        )
    for one in case["decisions"]:
        said = {"person": one["person_id"], "decision": one["decision"], "reason": one["reason_code"],
                "shortlist": one["shortlist_id"], "word:note": one["note"]}  # fmt: skip
        yield f"decision {one['id']}", ("candidate.decided",), "decision_id", one["id"], said
    for one in case["approvals"]:
        action = f"{one['kind']}.{one['decision']}"
        said = {"reason": one["reason_code"], "word:note": one["note"]}
        yield f"approval {one['id']}", (action,), "approval", one["id"], said
    for one in case["classifications"]:
        said = {name: one[name] for name in ("risk", "likelihood", "impact", "role_version", "rules_sha256")}
        quotes = {
            answer["question"]: answer["quote"] for answer in one["answers"] if answer["quote"] is not None
        }
        said["json:words"] = {"answered_by": one["answered_by"], "quotes": quotes}
        yield (
            f"classification {one['id']}",
            ("classification.assessed",),
            "classification",
            one["id"],
            said,
        )
        if one["legal"]:
            legal = one["legal"]
            said = {"classification": one["id"], "word:reason": legal["reason"]}
            yield (
                f"decision {legal['id']}",
                (f"classification.{legal['decision']}",),
                "legal",
                legal["id"],
                said,
            )
    for one in case["stage_events"]:
        said = {"person": one["person_id"], "reason": one["reason_code"], "word:note": one["note"],
                "json:scorecard": one["scorecard"]}  # fmt: skip
        yield f"event {one['id']}", (f"candidate.{one['stage']}",), "event", one["id"], said
    for one in case["engagements"]:
        said = {"hours": one["hours"], "start": one["start"], "end": one["end"]}
        yield f"engagement {one['id']}", ("engagement.started",), "person", one["person_id"], said
        if one["outcome"]:
            outcome = one["outcome"]
            said = {name: outcome[name] for name in ("accepted", "rework", "on_budget", "on_time", "rating")}
            said["word:note"] = outcome["note"]
            yield f"outcome {outcome['id']}", ("outcome.recorded",), "outcome", outcome["id"], said


def _roles(
    files: Files, found: Checked, case: Document, by_action: Mapping[str, Sequence[tuple[int, Document]]]
) -> None:
    for one in case["versions"]:
        name = f"roles/v{one['number']}.json"
        digest = hashlib.sha256(files.get(name, b"")).hexdigest()
        recorded = [*by_action.get("requisition.created", ()), *by_action.get("requisition.edited", ())]
        if digest not in [
            facts["role_sha256"] for _, facts in recorded if facts["role_version"] == one["number"]
        ]:
            found.fault(name, "it is not the role that the log says was asked for")
        elif json.loads(files[name]) != one["role"]:
            found.fault(CASE, f"version {one['number']}: its role is not that of {name}")


# Reading


def _document(files: Files, found: Checked, name: str, schema: str) -> Document | None:
    """A canonical JSON document with its line end, or None and a fault."""
    content = files.get(name)
    if content is None:
        return None
    try:
        document: Document = json.loads(content)
        sound = isinstance(document, dict) and document.get("schema") == schema
    except (ValueError, RecursionError):
        sound = False
    if not sound:
        found.fault(name, f"it is not a document of the kind {schema}")
        return None
    if name == MANIFEST:
        if _canonical(document) + b"\n" != content:
            found.fault(name, "it is not in its canonical form: it was altered")
        _signed(found, name, document)
    return document


def _canonical(value: Any) -> bytes:
    """RFC 8785 of a value without fractions and with plain ASCII names, which is all that is signed here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read(path: str | Path) -> dict[str, bytes]:
    """The files of a pack, an archive or the folder it was unpacked to, by name."""
    path = Path(path)
    if path.is_dir():
        found = [one for one in sorted(path.rglob("*")) if one.is_file() and "__pycache__" not in one.parts]
        return {one.relative_to(path).as_posix(): one.read_bytes() for one in found}
    with zipfile.ZipFile(path) as pack:
        names = [one.filename for one in pack.infolist()]
        if len(names) != len(set(names)) or sum(one.file_size for one in pack.infolist()) > MOST_BYTES:
            raise ValueError("a name stands in it twice, or it is too large to be a pack")
        return {name: pack.read(name) for name in names}


def main(words: list[str]) -> int:
    key = None
    if "--key" in words:
        at = words.index("--key")
        key = "".join(words[at + 1 : at + 2])
        words = words[:at] + words[at + 2 :]
    path = words[0] if words else str(Path(__file__).parent)
    try:
        files = read(path)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        print(f"no evidence pack can be read at {path}: {error}")
        return 2
    if MANIFEST not in files:
        print(f"no evidence pack at {path}: it has no {MANIFEST}")
        return 2
    found = check(files, key)
    print("\n".join(said(found)))
    return 1 if found.faults else 0


def said(found: Checked) -> Iterator[str]:
    """The result as lines to read."""
    counted = ", ".join(f"{number} {what}" for what, number in found.counts.items())
    yield "THE PACK DOES NOT HOLD" if found.faults else "the pack holds"
    yield f"checked: {counted}"
    yield from found.faults
    yield from found.notes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
