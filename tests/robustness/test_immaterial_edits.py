"""Edits that mean nothing change nothing that ranking reads, so they cannot move anybody.

Stronger than asking for a rank: the arrays of an edited record are those of the record, to the last bit. One test ranks
with real vectors all the same.
"""

import random
import textwrap
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.robustness.pool import Bench, Record, arrays, people, roles, served, texts

Edit = Callable[[Record, random.Random], Record]

SPACES = ("\u00a0", "  ", "\t", "\u2009", " \u3000")
BULLETS = ("- ", "* ", "\u2022 ", "\u2013 ", "\u25aa ", "\uf0b7 ", "\u2023 ", "\u25cf\t")


def _spaces(record: Record, draw: random.Random) -> Record:
    return texts(record, lambda text: "".join(draw.choice(SPACES) if char == " " else char for char in text))


def _line_ends(record: Record, draw: random.Random) -> Record:
    end = draw.choice(("\r\n", "\n\n", "\n \n", "  \n", "\u2028"))
    return texts(record, lambda text: text.replace("\n", end) + draw.choice(("", "\n", " \n\n")))


FEWEST_IN_A_LINE = 4


def _wrapped(record: Record, draw: random.Random) -> Record:
    """A line end between two sentences, the last of a few words, looks as one between two items: not promised."""
    width = draw.randrange(60, 120)

    def wrap(text: str) -> str:
        filled = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
        return text if len(filled.rpartition("\n")[2].split()) < FEWEST_IN_A_LINE else filled

    return texts(record, wrap)


def _case(record: Record, draw: random.Random) -> Record:
    return texts(record, draw.choice((str.upper, str.lower)))


def _list_order(record: Record, draw: random.Random) -> Record:
    lists = {key: draw.sample(value, len(value)) for key, value in record.items() if isinstance(value, list)}
    return {**record, **lists}


def _said_again(record: Record, draw: random.Random) -> Record:
    lists = {
        key: value + value
        for key, value in record.items()
        if key in ("skills", "certifications", "languages")
    }
    return {**record, **lists}


def _marks(record: Record, draw: random.Random) -> Record:
    quotes, dash = draw.choice("\u2018\u2019\u02bc"), draw.choice("\u2010\u2011\u2012\u2013\u2014\u2212")
    return texts(record, lambda text: text.replace("'", quotes).replace("-", dash))


def _unicode_form(record: Record, draw: random.Random) -> Record:
    form = draw.choice(("NFC", "NFD", "NFKC", "NFKD"))
    return texts(record, lambda text: unicodedata.normalize(form, text))


def _full_width(record: Record, draw: random.Random) -> Record:
    return texts(record, lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text))


def _last_mark(record: Record, draw: random.Random) -> Record:
    return texts(record, lambda text: text.rstrip(".") + draw.choice(("", ".", ";", " .")))


EDITS: dict[str, Edit] = {
    edit.__name__.strip("_"): edit
    for edit in (_spaces, _line_ends, _wrapped, _case, _list_order, _said_again, _marks, _unicode_form, _full_width, _last_mark)
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
@given(record=st.sampled_from(people()), seed=st.integers(0, 999))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_an_immaterial_edit_changes_nothing_that_is_ranked(name: str, record: Record, seed: int) -> None:
    edited = EDITS[name](record, random.Random(seed))

    assert arrays(edited) == arrays(record)


@given(
    record=st.sampled_from(people()),
    names=st.lists(st.sampled_from(list(EDITS)), min_size=2, max_size=4, unique=True),
    seed=st.integers(0, 999),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_several_edits_together_change_nothing_either(record: Record, names: list[str], seed: int) -> None:
    edited, draw = record, random.Random(seed)
    # Wrapping comes last, at ordinary spaces: lines made wider afterwards were wrapped to no width.
    for name in sorted(
        set(names) - ({"spaces"} if "wrapped" in names else set()), key=lambda one: (one == "wrapped", one)
    ):
        edited = EDITS[name](edited, draw)

    assert arrays(edited) == arrays(record)


@pytest.mark.parametrize("bullet", BULLETS)
def test_the_glyph_of_a_bullet_says_nothing(bullet: str) -> None:
    items = ["Closed the books of three restaurants", "Ran payroll in Xero", "Kept ledgers clean"]

    def written(mark: str) -> Record:
        return {"id": "p", "text": "Experience\n" + "".join(f"{mark}{item}\n" for item in items)}

    assert arrays(written(bullet)) == arrays(written("\u2022 "))


@pytest.mark.parametrize(
    "heading", ["Work Experience", "WORK EXPERIENCE", "work experience:", "Work\u00a0Experience "]
)
def test_a_heading_is_a_heading_however_it_is_set(heading: str) -> None:
    def written(line: str) -> Record:
        return {"id": "p", "text": f"{line}\nBuilt payment services in Python\nSkills\nGo, Rust"}

    assert arrays(written(heading)) == arrays(written("Work experience"))


def test_work_without_dates_keeps_its_order_for_there_order_is_all_one_has() -> None:
    first, second = {"title": "Auditor"}, {"title": "Baker"}

    assert arrays({"id": "p", "text": "", "experience": [first, second]})["title"] == "auditor"
    assert arrays({"id": "p", "text": "", "experience": [second, first]})["title"] == "baker"


@pytest.mark.slow
def test_with_real_vectors_nobody_moves(bench: Bench) -> None:
    draw = random.Random(1)
    for role in roles():
        before = bench.scores(role)
        for record in draw.sample(served(), 5):
            name = draw.choice(sorted(EDITS))

            after = bench.scores(role, EDITS[name](record, draw))

            moved = list(after).index(record["id"]) - list(before).index(record["id"])
            assert abs(moved) <= 1, (name, record["id"], moved)
