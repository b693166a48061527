"""Skills in order for a text: names, nearness and shared words add up, and what is denied is left out."""

import numpy as np
import pytest

from features.linking import SkillLinker
from features.linking.semantic import SemanticLinker, Weights, best_columns, by_name, parts_of
from features.skills import Family, Skill, Taxonomy
from tests.fakes import WordEncoder

TAXONOMY = Taxonomy(
    [
        Skill("bees", "keep bees", "f", "practice", ("beekeeping",)),
        Skill("wax", "melt beeswax into candles", "f", "practice"),
        Skill("boats", "build wooden boats", "f", "practice"),
        Skill("nets", "mend nets", "f", "practice"),
    ],
    [Family("f", "Crafts", False)],
)
LINKER = SkillLinker(TAXONOMY)


def semantic(weights: Weights | None = None) -> SemanticLinker:
    encoder = WordEncoder()
    return SemanticLinker(
        LINKER, encoder, encoder.encode([skill.label for skill in TAXONOMY]), weights=weights
    )


def test_a_named_skill_comes_first_with_its_place() -> None:
    text = "Ten years of beekeeping by the sea"

    first, *_ = semantic().suggest(text)

    assert first.skill_id == "bees"
    assert [text[hit.start : hit.end] for hit in first.mentions] == ["beekeeping"]


def test_a_skill_said_in_other_words_is_suggested_without_a_place() -> None:
    first, *_ = semantic().suggest("You will build fine boats, wooden ones.")

    assert (first.skill_id, first.mentions) == ("boats", ())


def test_a_denied_skill_is_left_out_though_its_words_are_near() -> None:
    found = semantic().suggest("No experience with beekeeping; can mend nets.")

    assert found[0].skill_id == "nets"
    assert "bees" not in {one.skill_id for one in found}


def test_a_skill_denied_once_and_affirmed_once_stays() -> None:
    found = semantic().suggest("No experience with beekeeping abroad. I did beekeeping at home.")

    assert found[0].skill_id == "bees"


def test_a_part_of_the_text_counts_where_the_whole_is_about_something_else() -> None:
    text = "The harbour office opens early and closes late, ask for Kim, and melt beeswax into candles"

    signs = semantic().signs(text)

    wax = TAXONOMY.columns["wax"]
    assert signs.part[wax] == pytest.approx(1, abs=1e-5)
    assert signs.text[wax] < 0.8


def test_rare_words_of_a_name_count_more_than_common_ones() -> None:
    common = [Skill(f"s{i}", f"use tool{i}", "f", "tool") for i in range(9)]
    linker = SkillLinker(Taxonomy(common, [Family("f", "F", False)]))
    encoder = WordEncoder()
    signs = SemanticLinker(linker, encoder, encoder.encode([one.label for one in common])).signs(
        "use of tool3"
    )

    assert signs.words[3] == pytest.approx(1)
    assert 0 < signs.words[0] < 0.5


def test_scores_lie_between_0_and_1_and_fall() -> None:
    scores = [one.score for one in semantic().suggest("keep bees and mend nets")]

    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.0001 for score in scores)


def test_at_most_top_skills_come_back() -> None:
    assert len(semantic().suggest("keep bees, mend nets, build boats", top=2)) == 2


def test_nothing_but_names_is_linked_by_name_in_the_order_of_the_text() -> None:
    found = by_name(LINKER, "Can mend nets, did beekeeping, cannot build wooden boats")

    assert [one.skill_id for one in found][:2] == ["nets", "bees"]


def test_windows_stay_inside_a_clause_and_begin_and_end_with_a_content_word() -> None:
    parts = parts_of("Care of bees, candles")

    assert parts == ["Care of bees", "candles"]


def test_equal_scores_are_told_apart_by_column() -> None:
    assert best_columns(np.array([0.5, 0.9, 0.5, 0.5], np.float32), 3) == [1, 0, 2]


@pytest.mark.parametrize("text", ["", "   ", "\u2022", "...", "no", "🐝"])
def test_a_text_without_words_gives_nothing(text: str) -> None:
    assert semantic().suggest(text) == []


def test_vectors_of_another_taxonomy_are_refused() -> None:
    with pytest.raises(ValueError, match="vector for each of 4"):
        SemanticLinker(LINKER, WordEncoder(), np.zeros((3, 64), np.float32))
