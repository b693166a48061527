"""Rules that an enterprise writes in YAML: one strict way to read a file of them, with every fault told at once.

What a file may say, and what its parts say together, is each kind's own: routing, classification, retention.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from governance.canonical import sha256
from matching.errors import Fault, InputError

LARGEST_FILE = 100_000

# Field, what was expected, what was found.
Contradiction = tuple[str, str, str]


class Part(BaseModel):
    """Base of everything in such a file: an unknown key is a fault, since a misspelt rule would be no rule."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RuleFile(Part):
    """The whole of one; `sha256` is of its bytes, and never written in it."""

    sha256: str = ""


Read = TypeVar("Read", bound=RuleFile)


def read_rule_file(
    data: bytes,
    model: type[Read],
    contradictions: Callable[[Read], Iterable[Contradiction]],
    *,
    file: str,
    named: str,
    hint: str,
) -> Read:
    """A file of rules out of YAML, or InputError with every fault: the shape first, then what the parts say together.

    `named` is what the file is called in the refusal, with its verb ("the policy in policy.yaml is").
    """

    def refusal(faults: list[Fault]) -> InputError:
        return InputError(f"{named} not as expected", faults=faults, hint=hint)

    document = _document(data, file)
    try:
        rules = model.model_validate(document)
    except ValidationError as error:
        raise refusal([_fault(file, one) for one in _own(error)]) from None
    found = [*_hash_given(rules), *contradictions(rules)]
    if found:
        raise refusal([Fault(expected, what, file=file, field=field) for field, expected, what in found])
    return rules.model_copy(update={"sha256": sha256(data)})


def _document(data: bytes, file: str) -> Any:
    if len(data) > LARGEST_FILE:
        raise InputError(f"expected at most {LARGEST_FILE:,} bytes in {file}, found {len(data):,}")
    try:
        return yaml.load(data, _Plain)  # noqa: S506  a SafeLoader, and stricter
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"expected YAML in {file}, found {error}") from None


class _Plain(yaml.SafeLoader):
    """YAML without what hides a rule: a key given twice, or an alias. A day stays as it is written."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(f"an alias, {self.peek_event().start_mark}")  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for repeated in (key for key, count in Counter(map(str, keys)).items() if count > 1):
            raise yaml.YAMLError(f"the key {repeated!r} twice, {node.start_mark}")
        return super().construct_mapping(node, deep=deep)


# Else a day that the calendar does not have would be refused by the reader of YAML, without its place in the file.
_Plain.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: str(node.value))


def _own(error: ValidationError) -> list[Mapping[str, Any]]:
    """Without the lists found too short because of a fault in one of their parts."""
    found: list[Mapping[str, Any]] = [{**one} for one in error.errors(include_url=False)]
    places: list[tuple[int | str, ...]] = [one["loc"] for one in found]

    def follows(one: Mapping[str, Any]) -> bool:
        loc = one["loc"]
        return one["type"] == "too_short" and any(loc == place[: len(loc)] != place for place in places)

    return [one for one in found if not follows(one)]


def _fault(file: str, one: Mapping[str, Any]) -> Fault:
    missing = one["type"] == "missing"
    found, expected = ("nothing", "a value") if missing else (repr(one.get("input"))[:80], one["msg"])
    return Fault(expected, found, file=file, field=".".join(map(str, one["loc"])) or None)


def _hash_given(rules: RuleFile) -> Iterable[Contradiction]:
    if rules.sha256:
        yield "sha256", "no hash in the file: it is computed from it", rules.sha256[:20]
