"""The rules that ship are whole, and a file with faults is refused with all of them."""

from copy import deepcopy
from importlib.resources import files
from typing import Any

import pytest
import yaml

from governance.canonical import sha256
from governance.classification.rules import CURRENT, DIMENSIONS, load_rules, read_rules
from matching.errors import InputError, NotFound

DATA = (files("governance.classification") / "data" / f"{CURRENT}.yaml").read_bytes()
DOCUMENT: dict[str, Any] = yaml.safe_load(DATA)
# A released file never changes: what was classified by it must read the same for good.
RELEASED = {"2026-1": "2b2d04ce6eb5464885d661ef6fbcdf548c0f82f5fb7b3142a0fc22ead4afd195"}


def faults(change: Any) -> list[str]:
    document = deepcopy(DOCUMENT)
    change(document)
    with pytest.raises(InputError, match="are not as expected") as refused:
        read_rules(yaml.safe_dump(document).encode(), file="r.yaml")
    assert refused.value.hint
    return [str(fault).removeprefix("r.yaml ") for fault in refused.value.faults]


def test_the_rules_that_ship_ask_about_all_four_dimensions_and_give_their_sources() -> None:
    rules = load_rules()

    assert rules.version == CURRENT
    assert all(rules.of(dimension) for dimension in DIMENSIONS)
    assert all("R198" in question.basis for question in rules.questions)
    assert "This is not legal advice" in rules.not_legal_advice


def test_a_released_file_never_changes() -> None:
    assert {version: load_rules(version).sha256 for version in RELEASED} == RELEASED
    assert [load_rules(version).version for version in RELEASED] == list(RELEASED)
    assert sha256(DATA) == load_rules().sha256


def test_every_question_can_be_answered_without_points() -> None:
    for question in load_rules().questions:
        assert min(choice.points for choice in question.choices) == 0


def test_rules_of_another_version_are_not_found() -> None:
    with pytest.raises(NotFound, match="no rules of classification '1999-1'"):
        load_rules("1999-1")


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe\x00", b"a: b: c", b"version: a\nversion: b"])
def test_what_is_no_yaml_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="expected YAML in rules"):
        read_rules(data)


@pytest.mark.parametrize("data", [b"", b"[]", b"just words", b"version: 1"])
def test_what_is_no_rule_set_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="are not as expected"):
        read_rules(data)


def test_every_fault_of_the_shape_is_told_at_once() -> None:
    def spoil(document: dict[str, Any]) -> None:
        del document["not_legal_advice"]
        document["colour"] = "red"
        document["questions"][0]["dimension"] = "taste"
        document["questions"][1]["basis"] = " "
        document["questions"][2]["choices"][0]["points"] = -1
        document["questions"][3]["choices"] = document["questions"][3]["choices"][:1]
        document["risk"]["low"]["low"] = "none"

    found = faults(spoil)

    assert {fault.split(":")[0] for fault in found} == {
        "not_legal_advice",
        "colour",
        "questions.0.dimension",
        "questions.1.basis",
        "questions.2.choices.0.points",
        "questions.3.choices",
        "risk.low.low",
    }


def test_every_contradiction_is_told_at_once() -> None:
    def spoil(document: dict[str, Any]) -> None:
        questions = document["questions"]
        questions[1]["id"] = questions[0]["id"]
        questions[2]["choices"][1]["id"] = questions[2]["choices"][0]["id"]
        for choice in questions[3]["choices"]:
            choice["points"] = 2
        document["questions"] = [q for q in questions if q["dimension"] != "deliverable"]
        document["likelihood"] = {"medium": 90, "high": 80}
        document["impact"]["positions"] = [{"from": 5, "points": 1}, {"from": 2, "points": 2}]
        document["risk"]["high"]["high"] = "low"
        del document["risk"]["medium"]["low"]

    assert faults(spoil) == [
        "questions: expected each id once, found 'method' twice or more",
        "questions: expected at least one question about deliverable, found none",
        "questions.substitute.choices: expected each id once, found 'free' twice or more",
        "questions.place_in_team.choices: expected answers that differ in points, found the same for all",
        "likelihood: expected medium below high, found 90 and 80",
        "likelihood.high: expected a sum that can be reached, at most 24, found 80",
        "impact.positions: expected bands that rise, with points that do not fall, found [5, 2] with [1, 2]",
        "risk.medium.low: expected low, medium or high, found nothing",
        "risk.high.high: expected no less than risk.medium.high (high), found low",
        "risk.high.high: expected no less than risk.high.medium (high), found low",
    ]


def test_one_question_about_duration_says_how_long_an_engagement_may_last() -> None:
    def none(document: dict[str, Any]) -> None:
        for question in document["questions"]:
            for choice in question["choices"]:
                choice.pop("up_to_weeks", None)

    def two(document: dict[str, Any]) -> None:
        document["questions"][0]["choices"][0]["up_to_weeks"] = 4

    def shorter_for_more(document: dict[str, Any]) -> None:
        length = next(question for question in document["questions"] if question["id"] == "length")
        length["choices"][0]["up_to_weeks"] = 99

    asked = "questions: expected exactly one question, about duration, with up_to_weeks"
    assert faults(none) == [f"{asked}, found none"]
    assert faults(two) == [f"{asked}, found method, length"]
    assert faults(shorter_for_more) == [
        "questions.length.choices: expected longer times with more points, found another order"
    ]
