"""Names as people write them: the same one in many forms, another one in few."""

import pytest

from matching.identity import identity_record, resolve
from matching.identity.names import alike, blocking_keys, fold, longer_forms, read_name, skeleton


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Maria Garcia", "GARCÍA, María", "same"),
        ("Dr. Maria Garcia", "Maria Garcia, PhD", "same"),
        ("Łukasz Żak", "Lukasz Zak", "same"),
        ("Jürgen Müller", "Juergen Mueller", "spelling"),
        ("Шевченко Олена", "Olena Shevchenko", "same"),
        ("Dmitry Ivanov", "Dmitriy Ivanov", "nickname"),
        ("Bob Smith", "Robert Smith", "nickname"),
        ("Venky Iyer", "Venkatesh Iyer", "nickname"),
        ("John Smith", "John Michael Smith", "same"),
        ("John K. Smith", "Smith, John Kevin", "same"),
        ("John K. Smith", "John M. Smith", "different"),
        ("Ludwig van Beethoven", "Ludwig Beethoven", "same"),
        ("Maria G.", "Maria Garcia", "initial"),
        ("B. Smith", "Robert Smith", "initial"),
        ("Maria", "Maria Garcia", "part"),
        ("Maria Garcia", "Maria Lopez", "different"),
        ("Maria Garcia", "Ana Garcia", "different"),
        ("J. Smith", "Robert Smith", "different"),
        ("M. G.", "Maria Garcia", "unknown"),
        ("王伟", "Wei Wang", "unknown"),
        ("王伟", "王伟", "same"),
    ],
)
def test_two_names_agree_as_far_as_their_weakest_word(one: str, other: str, likeness: str) -> None:
    a, b = read_name(one), read_name(other)

    assert alike(a, b) == alike(b, a) == likeness


@pytest.mark.parametrize("written", ["", "  ", "123", "🙂", "…"])
def test_what_has_no_letters_is_no_name(written: str) -> None:
    assert read_name(written) is None
    assert alike(read_name(written), read_name("Maria Garcia")) == "unknown"


def test_a_name_without_end_is_cut() -> None:
    name = read_name("ab " * 100_000)

    assert name is not None
    assert len(name.tokens) == 8


def test_swapped_order_initials_and_nicknames_share_a_key() -> None:
    keys = [set(blocking_keys(name)) for form in ("Robert Smith", "Smith, Bob", "R. Smith", "Smyth Roberto")
            if (name := read_name(form))]  # fmt: skip

    assert set.intersection(*keys) != set()


def test_a_nickname_may_stand_for_several_names() -> None:
    assert {"alexander", "alexandra"} <= longer_forms("sasha")


def test_marks_and_scripts_are_folded_and_sounds_made_one() -> None:
    assert fold("Straße Ærø Żółć Ёлка") == "strasse aero zolc elka"
    assert skeleton("shevchenko") == skeleton("schewtschenko")


def test_no_name_is_remembered_once_a_run_is_over() -> None:
    record = identity_record({"text": "x"}, id="P-1", source="a", name="Maria Garcia", hashed=str)
    other = identity_record({"text": "y"}, id="P-2", source="b", name="Maria Garcia", hashed=str)

    resolve([record, other])

    assert alike.cache_info().currsize == 0
