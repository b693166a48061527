"""The page on who may do what is made out of the rules."""

from tests.docs.access import BLOCK, BLOCKS, PAGE, filled


def test_every_table_of_the_page_is_what_the_rules_make() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert {found["name"] for found in BLOCK.finditer(page)} == set(BLOCKS)
    assert filled(page) == page, "the rules changed: python -m tests.docs.access"
