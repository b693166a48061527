"""Files to plain JSON values, each with the line it stands on: JSON lines, JSON, YAML.

Knows nothing of roles or people. Refuses what could not be meant (duplicate keys, NaN, text that is not UTF-8) and what
could harm (nesting without end, aliases that multiply); every fault is collected. Next: `checking.py`.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from matching.errors import Fault, InputError

MAX_LINE_BYTES = 16 * 2**20
MAX_YAML_BYTES = 2 * 2**20
MAX_DEPTH = 40
_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value and where it begins; `fields` gives the line of a top-level key where that is known."""

    value: Any
    line: int
    fields: dict[str, int] | None = None

    def line_of(self, field: str) -> int:
        return (self.fields or {}).get(re.split(r"[.\[]", field)[0], self.line)


def existing_file(path: Path) -> Path:
    """The path, if a file lies there that can be opened; else an InputError that says what does."""
    shown = str(path)
    if "\0" in shown:
        raise InputError("expected a path, found one with a NUL character")
    if path.is_dir():
        raise InputError(f"expected a file, found a folder: {shown}", hint="name one file in it")
    if not path.exists():
        raise InputError(f"expected a file, found nothing: {shown}", hint="check the path")
    try:
        with path.open("rb"):
            return path
    except OSError as error:
        raise InputError(f"expected a file that can be read: {shown}: {error.strerror}") from None


def json_lines(path: Path, faults: list[Fault]) -> Iterator[Parsed]:
    """The object on each line that is not blank; faults of lines are appended, and those lines left out."""
    with existing_file(path).open("rb") as file:
        number = 0
        while raw := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if number == 1:
                encoding = _OTHER_BOMS.get(raw[:2])
                if encoding:
                    faults.append(Fault("UTF-8 text", encoding, str(path), 1))
                    return
                raw = raw.removeprefix(_BOM)
            if len(raw) > MAX_LINE_BYTES:
                faults.append(
                    Fault(
                        f"lines of at most {MAX_LINE_BYTES // 2**20} MiB", "a longer one", str(path), number
                    )
                )
                return
            if not raw.strip():
                continue
            value = _json_object(raw, path, number, faults)
            if value is not None:
                yield Parsed(value, number)


def json_or_yaml(
    path: Path, faults: list[Fault], *, as_json: bool = False, limit: int = MAX_YAML_BYTES
) -> list[Parsed]:
    """Every document of a file, by its suffix: `.jsonl`, `.json`, else YAML (a document, several, or a list)."""
    suffix = path.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        return list(json_lines(path, faults))
    data = _whole(existing_file(path), faults, limit)
    if data is None:
        return []
    as_json = as_json or suffix == ".json"
    if as_json or data.lstrip()[:1] == "{":
        value, fault = _json(data)
        if fault is None:
            items = value if isinstance(value, list) else [value]
            return [Parsed(item, 1) for item in items]
        if _looks_like_lines(data):
            return list(json_lines(path, faults))
        if as_json:
            faults.append(Fault(fault.expected, fault.found, str(path), fault.line))
            return []
    return yaml_documents(data, str(path), faults)


def documents_in(text: str, shown: str, faults: list[Fault]) -> list[Parsed]:
    """Every document of a text that nobody named by a suffix: JSON where it is some, else YAML."""
    if text.lstrip()[:1] == "{":
        value, fault = _json(text)
        if fault is None:
            return [Parsed(value, 1)]
    return yaml_documents(text, shown, faults)


def yaml_documents(text: str, shown: str, faults: list[Fault]) -> list[Parsed]:
    """Documents of YAML text by the rules of YAML 1.2 (`no` is a word, so Norway stays a country)."""
    import yaml

    try:
        _refuse_harmful(text)
        nodes = [node for node in yaml.compose_all(text, Loader=_loader()) if node is not None]
        return [parsed for node in nodes for parsed in _constructed(node, shown, faults)]
    except _HarmfulError as error:
        faults.append(Fault(error.expected, error.found, shown, error.line))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.append(Fault("YAML", f"a fault ({error.problem})", shown, mark.line + 1 if mark else None))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        faults.append(Fault("YAML", str(error).splitlines()[0] if str(error) else "something else", shown))
    return []


def _whole(path: Path, faults: list[Fault], limit: int) -> str | None:
    data = path.read_bytes() if path.stat().st_size <= limit else None
    if data is None:
        faults.append(Fault(f"a file of at most {limit // 2**20} MiB", "a larger one", str(path)))
        return None
    encoding = _OTHER_BOMS.get(data[:2])
    if encoding:
        faults.append(Fault("UTF-8 text", encoding, str(path), 1))
        return None
    try:
        return data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(_not_utf8(error, path, data.count(b"\n", 0, error.start) + 1))
        return None


def _json_object(raw: bytes, path: Path, number: int, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(_not_utf8(error, path, number))
        return None
    value, fault = _json(text)
    if fault is not None:
        faults.append(Fault(fault.expected, fault.found, str(path), number))
    elif not isinstance(value, dict):
        faults.append(Fault("one JSON object a line", _kind(value), str(path), number))
    else:
        return value
    return None


class _RefusedError(ValueError):
    """What a JSON hook refuses; reads as what was found."""


def _json(text: str) -> tuple[Any, Fault | None]:
    try:
        value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
        if _SURROGATE.search(text):
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        return None, Fault(
            "JSON", f"a fault at column {error.colno} ({error.msg.lower()})", line=error.lineno
        )
    except _RefusedError as error:
        return None, Fault("JSON", str(error))
    except RecursionError:
        return None, Fault(f"at most {MAX_DEPTH} levels of nesting", "many more")
    except UnicodeEncodeError:
        return None, Fault("Unicode text", "half of a surrogate pair")
    except ValueError:
        return None, Fault("numbers of ordinary size", "an enormous one")
    return value, None


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _RefusedError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} twice")
    return value


def _no_constant(word: str) -> NoReturn:
    raise _RefusedError(f"{word}, which is no JSON number")


def _looks_like_lines(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and all(line.strip().startswith("{") for line in lines)


def _not_utf8(error: UnicodeDecodeError, path: Path, line: int) -> Fault:
    return Fault("UTF-8 text", f"the byte 0x{error.object[error.start]:02x}", str(path), line)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return names.get(type(value), type(value).__name__)


class _HarmfulError(Exception):
    def __init__(self, expected: str, found: str, line: int) -> None:
        super().__init__(found)
        self.expected, self.found, self.line = expected, found, line


def _refuse_harmful(text: str) -> None:
    """Depth and aliases are checked on the stream of events, before anything is built."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise _HarmfulError("values written out", f"the alias *{event.anchor}", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _HarmfulError(f"at most {MAX_DEPTH} levels of nesting", "more", line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _loader() -> Any:
    """A safe loader whose words mean what YAML 1.2 says; made here so that YAML is imported only when needed."""
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # chosen at run time
        yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, Any]]]] = {}

    for tag, pattern, first in (
        ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
        ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
        ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
    ):
        Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
    return Loader


def _constructed(node: Any, shown: str, faults: list[Fault]) -> list[Parsed]:
    """The node as one value, or each item of a list of objects as a value of its own."""
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [parsed for item in node.value for parsed in _constructed_one(item, shown, faults)]
    return _constructed_one(node, shown, faults)


def _constructed_one(node: Any, shown: str, faults: list[Fault]) -> list[Parsed]:
    import yaml

    before, fields = len(faults), {}
    if isinstance(node, yaml.MappingNode):
        fields = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    value = _value(node, shown, faults)
    return [Parsed(value, node.start_mark.line + 1, fields)] if len(faults) == before else []


def _value(node: Any, shown: str, faults: list[Fault]) -> Any:
    import yaml

    if isinstance(node, yaml.SequenceNode):
        return [_value(item, shown, faults) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in found or not isinstance(key_node, yaml.ScalarNode):
                what = f"the key {key!r} twice" if key in found else "a list or object as a key"
                faults.append(Fault("each key once", what, shown, key_node.start_mark.line + 1))
            found[key] = _value(value_node, shown, faults)
        return found
    return _scalar(node, shown, faults)


def _scalar(node: Any, shown: str, faults: list[Fault]) -> Any:
    kind, text = node.tag.rpartition(":")[2], node.value
    readers: dict[str, Callable[[str], Any]] = {"str": str, "bool": lambda word: word.lower() == "true", "int": int, "float": float,
               "null": lambda _: None, "timestamp": date.fromisoformat}  # fmt: skip
    try:
        return readers[kind](text)
    except KeyError:
        faults.append(Fault("plain values", f"the tag {node.tag}", shown, node.start_mark.line + 1))
    except ValueError:
        what = "a date such as 2026-03-31" if kind == "timestamp" else "a number of ordinary size"
        faults.append(Fault(what, text[:80], shown, node.start_mark.line + 1))
    return None


def plain(value: Any) -> Any:
    """Dates as ISO text, all the way down: what YAML gave, as JSON would have said it."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
