"""Letters that only look Latin, and characters that show nothing, neither help nor harm."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.typography import settled, unwrapped, visible
from tests.robustness.pool import Record, arrays, served, texts

LOOKALIKES = {"a": "\u0430", "e": "\u0435", "o": "\u043e", "p": "\u0440", "c": "\u0441", "x": "\u0445", "i": "\u0456", "K": "\u041a", "P": "\u0420", "o ": "\u03bf "}  # fmt: skip
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202e"]


@given(record=st.sampled_from(served()), letters=st.sets(st.sampled_from(sorted(LOOKALIKES)), min_size=1))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_a_foreign_letter_in_a_latin_word_is_the_letter_it_looks_like(
    record: Record, letters: set[str]
) -> None:
    def disguise(text: str) -> str:
        for letter in letters:
            text = text.replace(letter, LOOKALIKES[letter])
        return text

    def disguised(text: str) -> str:
        # A word of look-alikes alone is a word of its own script, so at least one letter stays.
        return " ".join(
            word if word.isupper() or len(word) < 4 else word[0] + disguise(word[1:])
            for word in text.split(" ")
        )

    changed = texts(record, disguised)

    if all(
        any(char.isascii() and char.isalpha() for char in word)
        for word in changed.get("summary", "").split()
        if word.isalpha()
    ):
        assert arrays(changed) == arrays(record)


@given(record=st.sampled_from(served()), seed=st.integers(0, 99))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_what_shows_nothing_changes_nothing(record: Record, seed: int) -> None:
    draw = random.Random(seed)

    def sown(text: str) -> str:
        return "".join(
            char + draw.choice(INVISIBLE)
            if char.isalpha() and after.isalpha() and draw.random() < 0.2
            else char
            for char, after in zip(text, f"{text} "[1:], strict=True)
        )

    assert arrays(texts(record, sown)) == arrays(record)


@pytest.mark.parametrize(
    "name", ["Pyth\u043en", "\u0420ython", "Py\u200bthon", "Python\u2060", "\uff30\uff59thon"]
)
def test_python_is_python_in_a_list_and_in_a_sentence(name: str) -> None:
    def written(word: str) -> Record:
        return {
            "id": "p",
            "text": "",
            "skills": [word],
            "experience": [{"description": f"Built ledgers in {word} for a bank."}],
        }

    assert arrays(written(name)) == arrays(written("Python"))


def test_a_word_of_another_script_stays_what_it_is() -> None:
    assert settled("\u0440\u0430\u0441\u0430 and \u03c1\u03bf") == "\u0440\u0430\u0441\u0430 and \u03c1\u03bf"


@given(st.text())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_settling_and_unwrapping_keep_every_position(text: str) -> None:
    assert len(unwrapped(settled(text))) == len(text)
    assert visible(visible(text)) == visible(text)
