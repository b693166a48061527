"""What a profile and a role may say, and where their words stand."""

from typing import Any

import pytest
from pydantic import ValidationError

from matching.profiles import Profile, text_fields
from matching.roles import Role


def at(document: Any, path: str) -> Any:
    """The value at a path such as `experience[2].description` in a plain document."""
    for part in path.replace("]", "").replace("[", ".").split("."):
        document = document[int(part)] if part.isdigit() else document[part]
    return document


def test_every_field_path_finds_its_string_in_the_document_as_written() -> None:
    document = {
        "id": "p",
        "headline": "Backend engineer",
        "text": "Raw words",
        "skills": ["Python", {"name": "SQL", "years": 3}],
        "experience": ["Ran a warehouse", {"title": "Lead", "description": "Led a team"}],
        "education": [{"degree": "BSc", "institution": "Somewhere"}],
        "certifications": ["CPA", {"name": "PMP"}],
    }

    fields = list(text_fields(Profile.model_validate(document)))

    assert len(fields) == 10
    assert all(at(document, field.path) == field.text for field in fields)


def test_an_institution_is_not_among_the_words_that_are_read() -> None:
    profile = Profile.model_validate({"id": "p", "text": "x", "education": [{"institution": "Harvard"}]})

    assert "Harvard" not in " ".join(field.text for field in text_fields(profile))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"id": "p"}, "text or skills"),
        ({"text": "x"}, "Field required"),
        ({"id": "p", "text": "x", "country": "Germany"}, "ISO 3166-1"),
        (
            {"id": "p", "text": "x", "hourly_rate": {"amount": -1, "currency": "USD"}},
            "greater than or equal to 0",
        ),
        ({"id": "p", "text": "x", "hourly_rate": {"amount": float("nan"), "currency": "USD"}}, "finite"),
        ({"id": "p", "text": "x", "ratings": {"average": 9, "count": 1}}, "less than or equal to 5"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Profile.model_validate(document)


def test_a_null_is_an_unknown() -> None:
    assert Profile.model_validate({"id": "p", "text": "x", "country": None, "skills": None}).country is None


def test_a_role_must_ask_for_something() -> None:
    with pytest.raises(ValidationError, match="at least one of title"):
        Role.model_validate({"id": "r"})


def test_a_skill_asked_twice_is_asked_once_and_must_wins() -> None:
    role = Role.model_validate({"id": "r", "must_have": ["SQL", "sql "], "nice_to_have": ["SQL", "Go"]})

    assert [(asked.name, asked.importance) for asked in role.requirements] == [
        ("SQL", "must"),
        ("Go", "nice"),
    ]
