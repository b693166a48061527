"""Reading the file formats: roles, profiles, outcomes, relevance grades.

A file is read whole or refused whole, with every fault and its line. Keys the format does not have are ignored and
said once; names, sex, birth dates and the like are set aside and come back apart, never inside a profile. How bytes
become values is `parsing.py`, how values become documents `checking.py`; other systems' tables are `sources/`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from matching.checking import MAX_FAULTS, Checker
from matching.errors import Fault, InputError
from matching.outcomes import Outcome
from matching.parsing import documents_in, existing_file, json_lines, json_or_yaml, plain
from matching.profiles import Profile
from matching.roles import Document, Role

Item = TypeVar("Item")
D = TypeVar("D", bound=Document)
MAX_GRADE = 30


@dataclass(frozen=True, slots=True)
class Read(Generic[Item]):
    """What a file held. `protected` is item id -> key -> value, kept apart from the items."""

    items: tuple[Item, ...]
    notices: tuple[str, ...] = ()
    protected: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of a qrels file: how well a profile answers a role, and where that is said."""

    role_id: str
    profile_id: str
    grade: int
    line: int


def read_profiles(path: Path) -> Read[Profile]:
    """Profiles, one JSON object a line. Raises InputError with every fault."""
    return _read_lines(path, Profile, "profile", sets_aside=True)


def read_outcomes(path: Path) -> Read[Outcome]:
    """Outcomes, one JSON object a line."""
    return _read_lines(path, Outcome, "outcome")


def read_roles(path: Path) -> Read[Role]:
    """Roles: YAML (one, several documents, or a list) or one JSON object a line."""
    faults: list[Fault] = []
    parsed = json_or_yaml(path, faults)
    checker = Checker(Role, str(path), faults, "role")
    checker.take(parsed)
    return _result(checker)


def read_role(path: Path) -> Read[Role]:
    """The one role of a file; several are an error."""
    return _only(read_roles(path), str(path))


def read_role_text(text: str, shown: str) -> Read[Role]:
    """The one role of such a file as text, YAML or JSON, as it is pasted; `shown`: what faults call it."""
    faults: list[Fault] = []
    parsed = documents_in(text.removeprefix("\ufeff"), shown, faults)
    checker = Checker(Role, shown, faults, "role")
    checker.take(parsed)
    return _only(_result(checker), shown)


def _only(read: Read[Role], shown: str) -> Read[Role]:
    if len(read.items) > 1:
        ids = ", ".join(role.id for role in read.items[:5])
        raise InputError(
            f"expected one role in {shown}, found {len(read.items)}: {ids}{', ...' if len(read.items) > 5 else ''}",
            hint="put the role you mean into a file of its own",
        )
    return read


def read_mapping(path: Path, what: str) -> dict[str, Any]:
    """The one object of a YAML or JSON file, as plain values."""
    faults: list[Fault] = []
    parsed = json_or_yaml(path, faults)
    if not faults and (len(parsed) != 1 or not isinstance(parsed[0].value, dict)):
        faults.append(
            Fault(
                f"{what} as one object",
                f"{len(parsed)} documents" if len(parsed) != 1 else "something else",
                str(path),
            )
        )
    _refuse(faults, path)
    mapping: dict[str, Any] = plain(parsed[0].value)
    return mapping


def read_qrels(path: Path) -> Read[Judgement]:
    """Relevance grades in TREC form: `role_id 0 profile_id grade`, white space between, `#` comments."""
    faults: list[Fault] = []
    judgements: dict[tuple[str, str], Judgement] = {}
    for number, words in _words_by_line(path, faults):
        judgement = _judgement(words, number, str(path), faults)
        if judgement is None:
            continue
        pair = (judgement.role_id, judgement.profile_id)
        if pair in judgements:
            found = f"{pair[0]} {pair[1]}, which line {judgements[pair].line} has already"
            faults.append(Fault("each pair of role and profile once", found, str(path), number))
        judgements.setdefault(pair, judgement)
    if not judgements and not faults:
        faults.append(Fault("at least one line: role_id 0 profile_id grade", "none", str(path)))
    _refuse(faults, path)
    return Read(tuple(judgements.values()))


def check_judged_ids(
    judgements: Sequence[Judgement], roles: Iterable[str], profiles: Iterable[str], path: Path
) -> None:
    """Raise with every judgement that names a role or a profile which is not there."""
    known_roles, known_profiles = set(roles), set(profiles)
    faults = []
    for one in judgements:
        if one.role_id not in known_roles:
            faults.append(
                Fault("the id of a role in the roles file", one.role_id, str(path), one.line, "role_id")
            )
        if one.profile_id not in known_profiles:
            faults.append(
                Fault(
                    "the id of a profile in the profiles file",
                    one.profile_id,
                    str(path),
                    one.line,
                    "profile_id",
                )
            )
    _refuse(faults, path)


def _read_lines(path: Path, format: type[D], noun: str, *, sets_aside: bool = False) -> Read[D]:
    faults: list[Fault] = []
    checker = Checker(format, str(path), faults, noun, sets_aside)
    checker.take(json_lines(path, faults))
    return _result(checker)


def _result(checker: Checker[D]) -> Read[D]:
    if not checker.items and not checker.faults:
        checker.faults.append(Fault(f"at least one {checker.noun}", "an empty file", checker.shown))
    _refuse(checker.faults, checker.shown)
    return Read(tuple(checker.items), checker.notices(), checker.protected)


def _refuse(faults: list[Fault], path: Path | str) -> None:
    if not faults:
        return
    faults.sort(key=lambda fault: fault.line or 0)
    count = "one thing is" if len(faults) == 1 else f"{len(faults)} things are"
    raise InputError(
        f"{path} cannot be read: {count} wrong",
        faults=faults,
        hint="put these right and run it again; nothing was taken in",
    )


def _words_by_line(path: Path, faults: list[Fault]) -> Iterable[tuple[int, list[str]]]:
    with existing_file(path).open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if len(faults) >= MAX_FAULTS:
                return
            try:
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                faults.append(Fault("UTF-8 text", f"the byte 0x{raw[error.start]:02x}", str(path), number))
                continue
            words = text.split()
            comment = next((i for i, word in enumerate(words) if word.startswith("#") and i in (0, 4)), None)
            words = words[:comment]
            if words:
                yield number, words


def _judgement(words: list[str], line: int, shown: str, faults: list[Fault]) -> Judgement | None:
    if len(words) != 4:
        faults.append(Fault("four words: role_id 0 profile_id grade", f"{len(words)}", shown, line))
        return None
    role_id, _, profile_id, grade = words
    if not (grade.isascii() and grade.isdigit() and int(grade[:9]) <= MAX_GRADE and len(grade) < 9):
        faults.append(
            Fault(f"a grade, a whole number from 0 to {MAX_GRADE}", repr(grade[:40]), shown, line, "grade")
        )
        return None
    return Judgement(role_id, profile_id, int(grade), line)
