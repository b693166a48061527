"""People are found by the place and the shape of their names, and their own name wherever the door saw it."""

from datetime import date

import pytest

from features.redaction import redact, redacted_fields
from matching.identity import Stated, compose
from matching.profiles import Profile, text_fields
from matching.protected import set_aside


def fields(profile: Profile) -> dict[str, str]:
    """The redacted words by field."""
    found = list(text_fields(profile))
    return dict(zip((field.path for field in found), redacted_fields(profile, found), strict=True))


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

    assert fields(profile)["experience[0].description"].split() == ["built", "services"]


def test_the_name_set_aside_is_blanked_where_no_rule_would_find_it() -> None:
    kept, protected = set_aside(
        {
            "id": "p",
            "name": "Zo\u00eb Marchetti",
            "summary": "We asked zoe marchetti; Marchetti built services",
        }
    )

    (text,) = fields(Profile.model_validate({"text": "", **kept})).values()

    assert protected == {"name": "Zo\u00eb Marchetti"}
    assert "marchetti" not in repr(kept["names_at"]).casefold()
    assert text.split() == ["We", "asked", ";", "built", "services"]


@pytest.mark.parametrize("word", ["Ruby", "Baker", "Cook", "Mark"])
def test_a_name_that_is_also_a_word_is_blanked_whole_and_never_as_a_word(word: str) -> None:
    kept, _ = set_aside(
        {"id": "p", "name": f"{word} Okonkwo", "text": f"Services, {word} Okonkwo, {word.lower()} it"}
    )

    (text,) = fields(Profile.model_validate(kept)).values()

    assert text.split() == ["Services,", ",", word.lower(), "it"]


def test_a_trade_stays_though_it_is_also_somebodys_name() -> None:
    kept, _ = set_aside(
        {"id": "p", "name": "Ruby Baker", "text": "", "summary": "Wrote Ruby; worked as Baker"}
    )

    (text,) = fields(Profile.model_validate(kept)).values()

    assert text == "Wrote Ruby; worked as Baker"


@pytest.mark.parametrize("text", ["\u674e\u660e\u5f00\u53d1\u8f6f\u4ef6", "\u674e\u660e is a developer"])
def test_a_name_without_spaces_or_capitals_is_found_too(text: str) -> None:
    kept, _ = set_aside({"id": "p", "name": "\u674e\u660e", "text": "", "summary": text})

    (found,) = fields(Profile.model_validate(kept)).values()

    assert "\u674e" not in found


def test_the_name_of_somebody_told_of_by_two_sources_is_blanked_in_what_both_say() -> None:
    newer, older = (
        set_aside({"id": "p", "name": "Zo\u00eb Marchetti", **words})[0]
        for words in (
            {
                "text": "",
                "summary": "Built APIs. Ask Marchetti",
                "experience": [{"title": "Lead, Zo\u00eb", "start": "2021"}],
            },
            {
                "text": "",
                "summary": "Marchetti leads teams.",
                "experience": [{"title": "Dev", "description": "Zo\u00eb ran shops", "start": "2015"}],
            },
        )
    )

    joined = compose("P-1", [Stated("a", date(2025, 1, 9), newer), Stated("b", date(2025, 1, 2), older)])

    texts = fields(Profile.model_validate(joined))
    assert len(joined["names_at"]) == 3
    assert not [name for name in ("Zo\u00eb", "Marchetti") if name in "".join(texts.values())]
    assert "leads teams" in texts["summary"]


def test_the_same_words_by_the_name_of_one_source_alone_keep_their_places() -> None:
    kept, _ = set_aside({"id": "p", "name": "Zo\u00eb Marchetti", "text": "Ask Marchetti"})

    assert compose("P-1", [Stated("a", date(2025, 1, 9), kept)])["names_at"] == kept["names_at"]


def test_a_name_is_blanked_however_it_is_laid_out() -> None:
    texts = [
        "Maria Okonkwo\nDeveloper",
        "  Maria\u00a0 Okonkwo \r\n\r\nDeveloper",
        "Ma\u00adria Okon\u200bkwo\nDeveloper",
    ]

    assert [left(text) for text in texts] == [["Developer"]] * 3


def test_where_nobody_used_capitals_a_name_is_found_where_it_is_announced() -> None:
    text = "my name is maria okonkwo and for many years now i have built services for banks\nokonkwo liked it"

    for written in (text, text.upper()):
        assert not [word for word in ("maria", "okonkwo") if word in redact(written).casefold()]
        assert "services for banks" in redact(written).casefold()
