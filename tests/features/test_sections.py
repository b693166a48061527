"""Where work is described and where skills are only listed."""

import pytest

from features.sections import stretches, trained

CV = """Summary
Warehouse manager with many years of practice in several countries and places
Skills
Forklift, SAP, Excel
Experience
Ran a warehouse of forty people and cut losses by a third
Education
BSc in logistics
"""


def telling_of(line: str, text: str = CV) -> str:
    place = text.index(line)
    return next(part.telling for part in stretches(text, "text") if part.span.start <= place < part.span.end)


@pytest.mark.parametrize(
    ("line", "telling"),
    [
        ("Warehouse manager", "listed"),
        ("Forklift", "listed"),
        ("Ran a warehouse", "work"),
        ("BSc", "training"),
    ],
)
def test_headings_say_what_follows(line: str, telling: str) -> None:
    assert telling_of(line) == telling


def test_without_headings_sentences_describe_and_strings_of_items_list() -> None:
    text = "I built payment services in Python for a large bank\nPython, SQL, Docker, Kubernetes, Git"

    assert telling_of("I built", text) == "work"
    assert telling_of("Python, SQL", text) == "listed"


def test_a_structured_field_tells_in_one_way() -> None:
    assert [part.telling for part in stretches("Led\nSkills\nthings", "work")] == ["work"]
    assert [part.telling for part in stretches("Python", "skills")] == ["listed"]


def test_the_stretches_of_training_are_those_that_tell_of_it() -> None:
    text = (
        "Developer\nEducation:\nBSc, 2009\n \nA course\nExperience\nBuilt services, 2012\nTraining\nFirst aid"
    )

    told = [text[one.start : one.end] for one in trained(text, "text") if text[one.start : one.end].strip()]

    assert told == ["BSc, 2009", "A course", "First aid"]
    assert all(
        any(
            part.span.start <= text.index(line) < part.span.end
            for part in stretches(text, "text")
            if part.telling == "training"
        )
        for line in told
    )
