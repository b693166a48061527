"""The documentation as the tests see it: pages, their blocks of code, their words between backticks, links and headings."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^(?P<indent> *)(?P<fence>`{3,}|~{3,})(?P<info>.*)$")
INLINE_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6} +(?P<words>.+?) *#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Code:
    """A piece of code on a page: a fenced block with its info string, or words between backticks (`info` is None)."""

    page: Path
    line: int
    info: str | None
    text: str

    @property
    def language(self) -> str:
        return (self.info or "").split(" ")[0]

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@cache
def pages() -> tuple[Path, ...]:
    """Every page that tells people something."""
    return (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")))


@cache
def blocks() -> tuple[Code, ...]:
    return tuple(block for page in pages() for block in _blocks(page))


@cache
def inline_code() -> tuple[Code, ...]:
    return tuple(
        Code(page, number, None, match[1])
        for page in pages()
        for number, line in enumerate(prose(page).splitlines(), start=1)
        for match in INLINE_CODE.finditer(line)
    )


@cache
def prose(page: Path) -> str:
    """The page with its blocks blanked out, so that line numbers stay."""
    lines = page.read_text().splitlines()
    for block in _blocks(page):
        for number in range(block.line - 1, block.line + block.text.count("\n") + 1):
            lines[number] = ""
    return "\n".join(lines)


def links(page: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(prose(page).splitlines(), start=1):
        for match in LINK.finditer(INLINE_CODE.sub("", line)):
            yield number, match["target"]


def anchors(page: Path) -> set[str]:
    """What a link may name after `#` on this page, as GitHub makes it of the headings."""
    found: dict[str, int] = {}
    for match in HEADING.finditer(prose(page)):
        words = re.sub(r"[^\w\- ]", "", match["words"].lower()).replace(" ", "-")
        found[words] = found.get(words, 0) + 1
    return {f"{words}-{n}" if n else words for words, times in found.items() for n in range(times)}


def made_blocks(marker: str) -> re.Pattern[str]:
    """What stands between `<!-- marker: name -->` and `<!-- /marker -->`: the program makes it, not a person."""
    return re.compile(rf"<!-- {marker}: (?P<name>[a-z-]+) -->\n.*?<!-- /{marker} -->", re.DOTALL)


def refilled(page: str, marker: str, lines_of: Callable[[str], Iterable[str]]) -> str:
    """The page with every such block made anew of the lines for its name."""

    def block(found: re.Match[str]) -> str:
        lines = "\n".join(lines_of(found["name"])).strip()
        return f"<!-- {marker}: {found['name']} -->\n\n{lines}\n\n<!-- /{marker} -->"

    return made_blocks(marker).sub(block, page)


def _blocks(page: Path) -> Iterator[Code]:
    opening: re.Match[str] | None = None
    start, held = 0, list[str]()
    for number, line in enumerate(page.read_text().splitlines(), start=1):
        match = FENCE.match(line)
        if opening is None:
            if match:
                opening, start, held = match, number, []
        elif match and match["fence"].startswith(opening["fence"]) and not match["info"].strip():
            yield Code(page, start, opening["info"].strip(), "".join(f"{it}\n" for it in held))
            opening = None
        else:
            held.append(line.removeprefix(opening["indent"]))
    if opening is not None:
        raise ValueError(f"{page}:{start}: a block is opened and never closed")
