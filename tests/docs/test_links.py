"""Links lead somewhere, and nobody is told to install somebody else's package."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, anchors, links, pages

TOOLS = r"(?:pip3?|pipx|uv|uvx|poetry|pdm|conda|mamba)"
FROM_A_REGISTRY = re.compile(
    rf"\b{TOOLS}\b[^\n`]*\b(?:install|add|run|download)\b[^\n`]*(?<![\w./-])candor(?![\w./-])"
)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_resolves(page: Path) -> None:
    broken = [f"line {line}: {target}" for line, target in links(page) if not _resolves(page, target)]

    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_says_to_install_candor_from_a_registry(page: Path) -> None:
    assert FROM_A_REGISTRY.findall(page.read_text()) == []


@pytest.mark.parametrize("text", ["pip install candor", "uv tool install candor", "pip install -U 'candor'"])
def test_an_install_from_a_registry_is_recognised(text: str) -> None:
    assert FROM_A_REGISTRY.search(text)


@pytest.mark.parametrize(
    "text", ["pip install --editable .", "pip install dist/candor-0.1.0-py3-none-any.whl"]
)
def test_an_install_from_a_file_is_none(text: str) -> None:
    assert not FROM_A_REGISTRY.search(text)


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"

    listed = {target for _, target in links(folder / "README.md")}

    assert {page.name for page in folder.glob("*.md")} - {"README.md"} == listed


def _resolves(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return True
    name, _, anchor = target.partition("#")
    found = (page.parent / name).resolve() if name else page
    if not found.is_relative_to(ROOT) or not found.exists():
        return False
    return not anchor or found.suffix != ".md" or anchor in anchors(found)
