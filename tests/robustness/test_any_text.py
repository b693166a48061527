"""Any record in any script and of any length ranks, or is refused with every fault; and what it costs grows with its size.

Growth is counted (texts encoded, characters linked, passages cut), never timed.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.reading import read
from features.redaction import LONGEST_READ
from matching.pipeline import Matcher
from matching.profiles import Profile
from models.bundle import built_in
from tests.fakes import MemoryProfiles, WordEncoder
from tests.review_ui.cli.conftest import Run
from tests.robustness.pool import AS_OF, LINKER, REMEMBERING, Bench, roles, served

STRANGE = {
    "nothing": "",
    "white space": " \n\t\r " * 500,
    "digits": "1234567890 " * 50,
    "emoji": "\U0001f469\u200d\U0001f4bb\U0001f1e9\U0001f1ea " * 40,
    "right to left": "\u202b\u05e0\u05d9\u05d4\u05d5\u05dc \u05d7\u05e9\u05d1\u05d5\u05e0\u05d5\u05ea Python \u202c",
    "marks on marks": "P" + "\u0301\u0323" * 2_000 + "ython",
    "invisible": "\u200b\u200d\ufeff\u2060" * 300,
    "control": "".join(map(chr, range(32))) + "\x7f\x85\x9f accountant",
    "unassigned and private": "\u0378\ue000\U000f0000\U0010ffff",
    "one word": "a" * 20_000,
    "one address": "a." * 10_000 + "@" + "b." * 10_000,
    "marks": ".,;:!?()[]{}<>|\\/" * 500,
    "bullets": "\u2022 \n- \n* \n" * 500,
    "skills": "Python, Java, Go, R, C, SQL, Excel; " * 300,
    "denials": "no not never without " * 500,
    "headings": "Skills\nExperience\nEducation\n" * 300,
}


class CountingEncoder(WordEncoder):
    """Remembers how much it was asked to encode."""

    def __init__(self) -> None:
        self.texts = self.characters = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += len(texts)
        self.characters += sum(map(len, texts))
        return super().encode(texts)


def shortlisted(*people: Profile) -> list[str]:
    encoder = WordEncoder()
    pool = build_pool(people, linker=LINKER, encoder=encoder)
    matcher = Matcher(pool, MemoryProfiles(people), RoleFeaturizer(LINKER, encoder), built_in())
    found = matcher.shortlist(roles()[1].model_copy(update={"max_hourly_rate": None}), as_of=AS_OF)
    for candidate in found.candidates:
        assert np.isfinite(candidate.score)
    return [one.id for one in (*found.candidates, *found.unrankable)]


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_a_strange_text_ranks_wherever_it_stands(text: str) -> None:
    everywhere = Profile.model_validate(
        {
            "id": "p",
            "text": text,
            "headline": text[:2_000],
            "summary": text,
            "skills": [text[:300] or "x", text[:299] or "y"],
            "experience": [{"title": text[:500], "description": text}, text],
            "certifications": [{"name": text[:500]}],
            "education": [text[:500]],
        }
    )

    assert shortlisted(everywhere) == ["p"]


@given(
    text=st.text(max_size=400),
    headline=st.text(max_size=80),
    skills=st.lists(st.text(min_size=1, max_size=40), max_size=8),
    work=st.lists(st.one_of(st.text(max_size=120), st.fixed_dictionaries({"title": st.text(max_size=30), "start": st.text(max_size=12), "end": st.text(max_size=12)})), max_size=4),
)  # fmt: skip
@settings(max_examples=150, deadline=None, derandomize=True)
def test_whatever_is_written_ranks_and_its_evidence_slices_back(
    text: str, headline: str, skills: list[str], work: list[Any]
) -> None:
    profile = Profile.model_validate(
        {"id": "p", "text": text, "headline": headline, "skills": skills, "experience": work}
    )

    reading = read(profile, REMEMBERING)

    for passage in reading.passages:
        assert 0 <= passage.span.start < passage.span.end <= len(passage.field.text)
    for claim in reading.claims:
        assert claim.evidence.text == claim.field.text[claim.span.start : claim.span.end] != ""
    assert shortlisted(profile) == ["p"]


def test_a_megabyte_is_read_as_far_as_is_said_and_no_further() -> None:
    sentence = "Closed the books of restaurant number {} and answered the auditors of its bank. "
    text = "".join(sentence.format(number) for number in range(13_000))
    encoder = CountingEncoder()

    pool = build_pool([Profile(id="p", text=text)], linker=LINKER, encoder=encoder)

    assert len(text) > 10**6
    # Skills are called by the taxonomy's names, which may be longer.
    assert encoder.characters <= 1.2 * LONGEST_READ
    assert len(pool.passages.telling) <= LONGEST_READ / len(sentence)


@pytest.mark.parametrize(
    "unit", ["Closed book {}. ", "- Closed book {}\n", "Python {}, ", "x{} ", "word{}\n\n"]
)
def test_twice_the_text_is_at_most_twice_the_work(unit: str) -> None:
    def work(count: int) -> tuple[int, int]:
        encoder = CountingEncoder()
        build_pool(
            [Profile(id="p", text="".join(map(unit.format, range(count))))], linker=LINKER, encoder=encoder
        )
        return encoder.texts, encoder.characters

    (texts, characters), (more_texts, more_characters) = work(1_000), work(2_000)

    # One text is the title; numbers grow a digit.
    assert more_texts <= 2 * texts + 2
    assert more_characters <= 2.3 * characters


def test_two_thousand_skills_are_two_thousand_entries() -> None:
    labels = [f"Skill number {number}" for number in range(2_000)]
    encoder = CountingEncoder()

    build_pool([Profile(id="p", skills=labels)], linker=LINKER, encoder=encoder)

    assert encoder.texts <= len(labels) + 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('{"id": "p", "text": "half \\ud83d a pair"}', "half of a surrogate pair"),
        ('{"id": "p", "text": 5}', "text"),
        ('{"id": "p", "text": "x", "ratings": {"average": 9, "count": 1}}', "at most 5"),
        ('{"id": "p", "skills": [' + ",".join('"s"' for _ in range(2_001)) + "]}", "at most 2000 items"),
        ('{"id": "p", "text": "' + "x" * 2_000_001 + '"}', "at most 2000000 characters"),
        ('{"id": "p", "text": NaN}', "NaN"),
        ("[" * 5_000 + "]" * 5_000, "nesting"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_no_traceback(
    run: Run, files: Path, line: str, found: str
) -> None:
    (files / "people.jsonl").write_text(f'{{"id": "a", "text": "Payroll"}}\n{line}\n', encoding="utf-8")

    answer = run("rank", files / "role.yaml", "--profiles", files / "people.jsonl", "--json")

    assert (answer.code, answer.out) == (2, "")
    assert [fault["line"] for fault in answer.problem["faults"]] == [2]
    assert found in json.dumps(answer.problem["faults"])
    assert "Traceback" not in answer.err


def test_a_strange_neighbour_spoils_nobodys_score() -> None:
    bench, role = Bench(None, served()[:6]), roles()[1]
    before = bench.scores(role, {"id": "strange", "text": "A gardener of roses"})

    after = bench.scores(role, {"id": "strange", "text": "\u202e\x00 9 9 9 \U0001f469\u200d"})

    assert {person: after[person] for person in after if person != "strange"} == pytest.approx(
        {person: before[person] for person in before if person != "strange"}, abs=0.1
    )
