"""People are found by the place and the shape of their names, and their own name wherever the door saw it."""

import pytest

from features.redaction import redact, redacted_fields
from matching.profiles import Profile
from matching.protected import names_at, set_aside


def left(text: str, *, kind: str = "text") -> list[str]:
    return redact(text, kind=kind).split()  # type: ignore[arg-type]


NAMES = [
    "Maria Okonkwo",
    "Jo\u00e3o da Silva",
    "S\u00f8ren Kierkegaard",
    "Nguyen Thi Hoa",
    "Priya Venkataraman",
    "Mohammed al-Rashid",
    "Siobh\u00e1n O'Sullivan",
    "Oluwaseun Adeyemi",
    "Yuki Tanaka",
    "Mar\u00eda Jos\u00e9 Garc\u00eda",
    "Wojciech Szcz\u0119sny",
    "Ludwig van Beethoven",
    "Leilani Kamehameha",
    "Gulnara Bekova",
    "Tiffany Washington",
    "Robert McAllister",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    [
        "{}\nSenior Developer\nBuilt services",
        "{} | Senior Developer\nBuilt services",
        "Resume of {}\nSenior Developer\nBuilt services",
        "Senior Developer\nBuilt services\n\nKind regards,\n{}",
        "Senior Developer\nMy name is {}.\nBuilt services",
        "Senior Developer\nBuilt services\nName: {}",
        "Senior Developer\nBuilt services\nReference: {}",
        "Senior Developer\nBuilt services under Mr. {}",
        "Senior Developer\nBuilt services under Ms. {}",
    ],
)
def test_a_name_is_blanked_where_names_stand(name: str, text: str) -> None:
    masked = redact(text.format(name))

    assert not [word for word in name.split() if word in masked]
    assert "Senior Developer" in masked
    assert "Built services" in masked


def test_a_name_found_at_the_head_is_blanked_wherever_it_stands() -> None:
    assert left("Maria Okonkwo\nTeam praised Okonkwo and Maria's code") == ["Team", "praised", "and", "code"]


def test_a_name_found_in_one_field_is_blanked_in_all() -> None:
    profile = Profile(
        id="p",
        text="Maria Okonkwo\nDeveloper",
        experience=[{"description": "Okonkwo built services"}],  # type: ignore[list-item]
    )

    texts = {field.path: text.split() for field, text in redacted_fields(profile)}

    assert texts["experience[0].description"] == ["built", "services"]


def test_the_name_set_aside_is_blanked_where_no_rule_would_find_it() -> None:
    kept, protected = set_aside(
        {
            "id": "p",
            "name": "Zo\u00eb Marchetti",
            "summary": "We asked zoe marchetti; Marchetti built services",
        }
    )

    ((_, text),) = redacted_fields(Profile.model_validate({"text": "", **kept}))

    assert protected == {"name": "Zo\u00eb Marchetti"}
    assert "marchetti" not in repr(kept["names_at"]).casefold()
    assert text.split() == ["We", "asked", ";", "built", "services"]


@pytest.mark.parametrize("word", ["Ruby", "Baker", "Cook", "Mark"])
def test_a_name_that_is_also_a_word_is_blanked_whole_and_never_as_a_word(word: str) -> None:
    kept, _ = set_aside(
        {"id": "p", "name": f"{word} Okonkwo", "text": f"Services, {word} Okonkwo, {word.lower()} it"}
    )

    ((_, text),) = redacted_fields(Profile.model_validate(kept))

    assert text.split() == ["Services,", ",", word.lower(), "it"]


def test_a_trade_stays_though_it_is_also_somebodys_name() -> None:
    kept, _ = set_aside(
        {"id": "p", "name": "Ruby Baker", "text": "", "summary": "Wrote Ruby; worked as Baker"}
    )

    ((_, text),) = redacted_fields(Profile.model_validate(kept))

    assert text == "Wrote Ruby; worked as Baker"


def test_where_a_name_stands_is_said_by_path_and_position() -> None:
    document = {
        "headline": "Maria, developer",
        "experience": [{"description": "With Okonkwo"}],
        "company": "Maria",
    }

    assert names_at(document, ["Maria Okonkwo"]) == {
        "headline": [[0, 5]],
        "experience[0].description": [[5, 12]],
    }


def test_a_document_in_which_no_name_stands_gains_no_key() -> None:
    assert set_aside({"id": "p", "name": "Maria", "text": "developer"})[0] == {"id": "p", "text": "developer"}


@pytest.mark.parametrize("text", ["\u674e\u660e\u5f00\u53d1\u8f6f\u4ef6", "\u674e\u660e is a developer"])
def test_a_name_without_spaces_or_capitals_is_found_too(text: str) -> None:
    kept, _ = set_aside({"id": "p", "name": "\u674e\u660e", "text": "", "summary": text})

    ((_, found),) = redacted_fields(Profile.model_validate(kept))

    assert "\u674e" not in found
