"""Whatever the text, linking answers, in time, with spans that slice back; and figures on real CVs."""

import csv
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.linking import SkillLinker, link_phrase
from features.skills import Family, Skill, Taxonomy
from features.taxonomy import load_starter
from tests.bench.cvs import long_cells

STARTER = SkillLinker(load_starter())
NAMES = st.sampled_from([name for skill in load_starter() for name, _ in skill.surfaces()])
JOINTS = st.sampled_from(
    [" ", ", ", " and ", "\n", ". ", "/", "-", " no ", " without ", "(", "\u200b", "\U0001f600", "\u0301"]
)
MIXED = st.lists(st.one_of(NAMES, JOINTS, st.text(max_size=5)), max_size=30).map("".join)


@given(st.one_of(st.text(), MIXED), st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_mention_slices_back_in_order(text: str, listed: bool) -> None:
    hits = STARTER.link(text, listed=listed)

    assert all(text[hit.start : hit.end] == hit.surface != "" for hit in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))
    assert all(hit.skill_id in STARTER.taxonomy for hit in hits)


@given(MIXED, st.one_of(st.text(max_size=20), NAMES))
@settings(max_examples=200, deadline=None)
def test_every_phrase_found_slices_back(text: str, phrase: str) -> None:
    assert all(text[span.start : span.end] == span.surface != "" for span in link_phrase(text, phrase))


@given(MIXED)
@settings(max_examples=100, deadline=None)
def test_words_before_a_blank_line_change_nothing_after_it(text: str) -> None:
    tail = "Daily work: databases, Kubernetes and bookkeeping"
    alone = [(hit.skill_id, hit.surface, hit.negated) for hit in STARTER.link(tail)]

    after = [hit for hit in STARTER.link(f"{text}\n\n{tail}") if hit.start >= len(text) + 2]

    assert [(hit.skill_id, hit.surface, hit.negated) for hit in after] == alone


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        " " * 1_000_000,
        "&+#." * 250_000,
        "C " * 100_000,
        "R," * 100_000,
        "Word, Excel, " * 20_000,
        "no python, " * 20_000,
        "no " * 100_000 + "python",
        "python and " * 20_000,
        "a\u0301" * 200_000,
        "\U0001f600" * 200_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_time_grows_no_faster_than_the_text(text: str) -> None:
    started = time.process_time()

    STARTER.link(text)

    assert time.process_time() - started < 10


def test_a_hundred_times_the_vocabulary_costs_no_hundredth_more_a_word() -> None:
    letters = "abcdefghij"
    words = [a + b + c + d + "ing" for a in letters for b in letters for c in letters for d in letters]
    many = [
        Skill(str(i), f"{word} {words[(i * 7 + k) % len(words)]}", "f", "knowledge")
        for k in range(5)
        for i, word in enumerate(words)
    ]
    text = "Handled databases, kubernetes and bookkeeping for regional clients every month. " * 2_000

    small = _seconds(SkillLinker(Taxonomy(many[:500], [Family("f", "F", True)])), text)
    large = _seconds(SkillLinker(Taxonomy(many, [Family("f", "F", True)])), text)

    assert large < 3 * small + 0.1


def _seconds(linker: SkillLinker, text: str) -> float:
    linker.link(text)
    started = time.process_time()
    linker.link(text)
    return time.process_time() - started


@pytest.mark.real_data
def test_real_cvs_are_linked_fast_and_to_the_skills_of_their_occupation(candor_data: Path) -> None:
    with long_cells(), open(candor_data / "resumes" / "resumes.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    started = time.process_time()
    linked = [STARTER.link(row["text"]) for row in rows]
    seconds = time.process_time() - started

    words = sum(len(row["text"]) for row in rows)
    print(f"{len(rows)} CVs, {words} characters, {sum(map(len, linked))} mentions, {seconds:.1f} s of CPU")
    assert all(linked)
    for category, skill_id, at_least in (
        ("ACCOUNTANT", "accounting", 0.9),
        ("CHEF", "cooking", 0.8),
        ("FITNESS", "fitness-instruction", 0.8),
        ("HR", "human-resources", 0.9),
        ("TEACHER", "classroom-teaching", 0.9),
        ("AVIATION", "aviation", 0.75),
        ("CONSTRUCTION", "construction", 0.9),
    ):
        within = _share(rows, linked, skill_id, lambda name, wanted=category: name == wanted)
        elsewhere = _share(rows, linked, skill_id, lambda name, wanted=category: name != wanted)
        assert within >= at_least, f"{skill_id} in {within:.0%} of {category}"
        assert within > 2 * elsewhere, f"{skill_id} in {elsewhere:.0%} of the others"


def _share(rows, linked, skill_id, wanted) -> float:  # type: ignore[no-untyped-def]
    chosen = [hits for row, hits in zip(rows, linked, strict=True) if wanted(row["category"])]
    return sum(any(hit.skill_id == skill_id for hit in hits) for hits in chosen) / len(chosen)
