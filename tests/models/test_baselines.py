"""The plain rankers, each by hand."""

from math import log

import numpy as np
import pytest

from features.redaction import whole_text
from matching.lexical import words
from matching.profiles import Profile
from matching.roles import Role
from models import baselines
from models.baselines import Baselines
from tests.fakes import WordEncoder
from tests.matching.pools import pool_of

TEXTS = {"a": "python python django", "b": "java spring", "c": "python"}


def prepared(*, encoder: WordEncoder | None = None, seed: int = 0) -> Baselines:
    pool = pool_of(*({"id": name, "text": text} for name, text in TEXTS.items()))
    people = {name: Profile(id=name, text=text) for name, text in TEXTS.items()}
    return Baselines.prepare(pool, people, encoder=encoder, seed=seed)


def everybody(found: Baselines) -> np.ndarray:
    return np.arange(len(found.texts))


def test_bm25_is_lucenes_with_k1_1_5_and_b_0_75() -> None:
    found = prepared()

    scores = baselines.bm25(Role(id="r", title="python"), found.lexical, everybody(found))

    idf, average = log(1 + (3 - 2 + 0.5) / (2 + 0.5)), 2.0
    lucene = {name: TEXTS[name].split().count("python") for name in TEXTS}
    expected = [
        idf * tf / (tf + 1.5 * (0.25 + 0.75 * len(TEXTS[name].split()) / average))
        for name, tf in lucene.items()
    ]
    assert scores == pytest.approx(expected, rel=1e-5)


def test_cosine_of_the_same_words_is_one_and_of_other_words_zero() -> None:
    encoder = WordEncoder()

    found = baselines.cosine(encoder.encode(["python"])[0], encoder.encode(["python", "java", ""]))

    assert found == pytest.approx([1, 0, 0], abs=1e-6)


def test_fusion_sums_reciprocal_ranks_with_60_and_every_candidate_has_a_rank() -> None:
    first, second = np.array([3.0, 1.0, 2.0]), np.array([0.0, 0.0, 5.0])

    found = baselines.rrf([first, second])

    assert found == pytest.approx([1 / 61 + 1 / 62, 1 / 63 + 1 / 63, 1 / 62 + 1 / 61])


@pytest.mark.parametrize(
    ("term", "text", "found"),
    [
        ("C++", "Modern C++, and more", True),
        ("C++", "ansi c+ only", False),
        ("C", "C++ and C# only", False),
        ("C", "C, assembler", True),
        ("C#", "services in c#.", True),
        ("Java", "JavaScript", False),
        ("java", "JAVA 17", True),
        (".NET", "the .net runtime", True),
        ("general ledger", "General\n  Ledger", True),
        ("Python", "python+django", True),
        ("r", "for R&D", True),
        ("go", "django", False),
    ],
)
def test_keywords_are_found_on_word_boundaries_whatever_their_case(term: str, text: str, found: bool) -> None:
    assert baselines.keyword(Role(id="r", must_have=[term]), [text])[0] == float(found)


def test_keyword_is_the_share_of_must_haves_and_leaves_nice_ones_out() -> None:
    role = Role(id="r", title="java", must_have=["Python", "Django"], nice_to_have=["Kafka"])

    assert baselines.keyword(role, ["python django", "python kafka", "java"]).tolist() == [1.0, 0.5, 0.0]


def test_keyword_without_must_haves_is_the_share_of_title_words() -> None:
    role = Role(id="r", title="The senior Python engineer", nice_to_have=["Kafka"])

    assert baselines.keyword(role, ["a python engineer", "kafka"]).tolist() == pytest.approx([2 / 3, 0])


def test_shuffle_depends_on_the_seed_and_the_role_alone() -> None:
    role, other = Role(id="r1", title="x"), Role(id="r2", title="x")

    first = baselines.shuffle(role, 50, seed=1).tolist()

    assert first == baselines.shuffle(role, 50, seed=1).tolist()
    assert first != baselines.shuffle(other, 50, seed=1).tolist()
    assert first != baselines.shuffle(role, 50, seed=2).tolist()
    assert sorted(first) == list(range(50))


def test_without_an_encoder_cosine_and_fusion_are_absent() -> None:
    found = prepared()

    assert (
        tuple(found.scores(Role(id="r", title="python"), everybody(found)))
        == found.names
        == ("bm25", "keyword", "shuffle")
    )


def test_with_an_encoder_all_five_score_just_the_rows_asked_for() -> None:
    found = prepared(encoder=WordEncoder())

    scores = found.scores(Role(id="r", title="python"), np.array([0, 2]))

    assert tuple(scores) == found.names == ("bm25", "cosine", "rrf", "keyword", "shuffle")
    assert {one.shape for one in scores.values()} == {(2,)}


def test_the_plain_rankers_read_redacted_words() -> None:
    text = whole_text(Profile(id="p", text="Gender: female\nShe writes Python"))

    assert "python" in words(text)
    assert not {"gender", "female", "she"} & set(words(text))
