"""Requirements as people write them: skills of the taxonomy, or phrases found by their own words."""

import pytest

from features.linking import PhraseMatcher, RequirementMatcher, SkillLinker, link_phrase
from features.taxonomy import load_starter

LINKER = SkillLinker(load_starter())
VINEYARDS = "inventory optimisation for vineyards"


@pytest.mark.parametrize(
    ("name", "skill_ids"),
    [
        ("Python", ("python",)),
        ("go", ("go",)),
        ("R", ("r-language",)),
        ("3+ years of Python", ("python",)),
        ("Strong experience with Python 3", ("python",)),
        ("Python (advanced)", ("python",)),
        ("Python and SQL", ("python", "sql")),
        ("solid knowledge of Go", ("go",)),
        (VINEYARDS, ()),
        ("Python for satellite telemetry", ()),
        ("ability to work", ()),
        ("", ()),
    ],
)
def test_a_requirement_is_known_when_skills_are_all_it_asks_for(
    name: str, skill_ids: tuple[str, ...]
) -> None:
    matcher = RequirementMatcher(name, LINKER)

    assert matcher.skill_ids == skill_ids
    assert matcher.known == bool(skill_ids)


def test_a_known_requirement_is_found_by_any_name_of_its_skill() -> None:
    matcher = RequirementMatcher("Kubernetes", LINKER)

    assert [span.surface for span in matcher.find("Ran k8s; moved to AKS")] == ["k8s", "AKS"]


def test_mentions_linked_before_are_not_linked_again() -> None:
    matcher = RequirementMatcher("Kubernetes", LINKER)
    text = "Ran k8s"

    assert matcher.find(text, LINKER.link(text)) == matcher.find(text)
    assert matcher.find(text, []) == []


@pytest.mark.parametrize(
    "text",
    [
        "inventory optimisation for vineyards",
        "Inventory optimization in a vineyard",
        "optimising the inventories of two vineyards",
        "vineyard inventory, optimised",
        "optimizes\ninventory of vineyards",
    ],
)
def test_a_phrase_is_found_in_any_order_and_ordinary_form(text: str) -> None:
    [span] = link_phrase(text, VINEYARDS)

    assert text[span.start : span.end] == span.surface
    assert not span.negated


@pytest.mark.parametrize(
    "text",
    [
        "inventory optimisation",
        "optimised ads. Kept an inventory. Own a vineyard",
        "inventory work for one two three four five six seven eight vineyards with optimisation",
        "",
    ],
)
def test_a_phrase_is_not_found_where_words_are_missing_or_far_apart(text: str) -> None:
    assert link_phrase(text, VINEYARDS) == []


def test_a_denied_phrase_is_negated() -> None:
    [span] = link_phrase("no experience with soil mapping", "soil mapping")

    assert span.negated


def test_every_stretch_that_holds_the_phrase_is_found() -> None:
    spans = PhraseMatcher("soil mapping").find("Soil mapping in spring; mapped soils in autumn")

    assert [span.surface for span in spans] == ["Soil mapping", "mapped soils"]


def test_a_phrase_of_nothing_but_asking_words_still_stands_for_its_words() -> None:
    assert [span.surface for span in link_phrase("a senior level post", "senior level")] == ["senior level"]


def test_an_empty_phrase_is_nowhere() -> None:
    assert link_phrase("anything", "  ") == []
