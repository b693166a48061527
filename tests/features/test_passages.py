"""Passages cover every word once, in order, at places that slice back."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from features.passages import MAX_WORDS, passages

# No bullet characters here: they separate, and belong to no passage.
LETTERS = st.text(alphabet=st.characters(exclude_characters="\u2022\u25cf\u25aa\u00b7\uf0b7|"), max_size=400)


@given(LETTERS)
def test_every_word_is_in_exactly_one_passage(text: str) -> None:
    found = passages(text)

    assert [word for span in found for word in text[span.start : span.end].split()] == text.split()
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_short_bullets_are_joined_until_they_say_something() -> None:
    bullets = "Led a team of nine\nBuilt two web shops\nSold them both well\n"
    sentence = "This sentence is long enough that it stands as one whole passage of its own."

    found = [(bullets + sentence)[span.start : span.end] for span in passages(bullets + sentence)]

    assert found == [bullets.strip(), sentence]


def test_a_text_without_breaks_is_cut_at_word_ends() -> None:
    text = " ".join(["word"] * (MAX_WORDS * 2 + 5))

    counts = [len(text[span.start : span.end].split()) for span in passages(text)]

    assert counts == [MAX_WORDS, MAX_WORDS, 5]


def test_a_blank_text_has_none() -> None:
    assert passages(" \n\t ") == []
