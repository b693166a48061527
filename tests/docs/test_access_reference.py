"""The pages on who may do what are made out of the rules."""

from pathlib import Path

import pytest

from tests.docs.access import BLOCK, PAGES, filled


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_table_of_the_page_is_what_the_rules_make(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert {found["name"] for found in BLOCK.finditer(text)} == PAGES[page]
    assert filled(text) == text, "the rules changed: python -m tests.docs.access"
