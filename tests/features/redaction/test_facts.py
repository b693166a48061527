"""Sex, age, family, origin, belief, addresses, photos, schooling and gaps are blanked; what they stand beside stays."""

import pytest

from features.redaction import RedactionPolicy, redact


@pytest.mark.parametrize(
    "secret",
    [
        "jane.doe+cv@mail.example.co.uk",
        "https://example.com/jane",
        "linkedin.com/in/jane",
        "+49 (30) 555-0199",
        "(415) 555-0132",
        "She",
        "his",
        "Mrs.",
        "they/them",
        "12 Elm Street",
        "Lindenstra\u00dfe 14",
        "14 rue de Rivoli",
        "P.O. Box 4411",
        "Springfield, IL 62704",
        "aged 34",
        "34 years old",
        "born in 1985",
        "born on 3 May 1985",
        "born in Lagos",
        "a single mother of two",
        "happily married",
        "my husband",
        "Kenyan citizen",
        "German nationality",
        "US citizen",
        "practising Muslim",
        "![me](me.png)",
        "portrait.jpg",
        "photo attached",
        "a career break",
        "maternity leave",
        "sabbatical",
    ],
)
def test_what_tells_who_it_is_is_blanked(secret: str) -> None:
    text = f"Built services; {secret} , and more"

    assert redact(text) == text.replace(secret, " " * len(secret))


@pytest.mark.parametrize(
    "line",
    [
        "Sex: F",
        "Date of Birth: 1 May 1970",
        "Marital status - single",
        "Name: Jane Doe",
        "Nationality: Ghanaian",
        "Religion: none",
        "Age: 44",
        "Address: 5 High Road, Leeds",
        "Father's name: Ravi",
    ],
)
def test_a_line_of_personal_data_is_blanked_whole(line: str) -> None:
    assert redact(f"Python\n{line}\nSQL").split() == ["Python", "SQL"]


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("waitress", "waiter", "waiter"),
        ("chairman", "chairwoman", "chair"),
        ("Salesman", "Saleswoman", "Sales"),
        ("ACTRESS", "ACTOR", "ACTOR"),
    ],
)
def test_a_trade_named_in_either_sex_reads_alike(one: str, other: str, shared: str) -> None:
    assert redact(f"Worked as {one} there").split() == redact(f"Worked as {other} there").split()
    assert redact(f"Worked as {one} there").split()[2] == shared


SCHOOLED = "Experience\nDeveloper, 2012 - 2019\nEducation\nBSc, University of Leeds, {years}\nSkills\nPython"


@pytest.mark.parametrize("years", ["2009", "2005 - 2009", "June 2009", "06/2009", "class of '09"])
def test_years_of_schooling_are_blanked_and_years_of_work_stay(years: str) -> None:
    masked = redact(SCHOOLED.format(years=years))

    assert masked.split() == redact(SCHOOLED.format(years="1988")).split()
    assert "2012 - 2019" in masked


def test_a_year_beside_a_degree_is_blanked_outside_education_too() -> None:
    assert redact("Graduated in 1999. Built services in 2005.", kind="summary").split() == [
        "Graduated",
        "in",
        ".",
        "Built",
        "services",
        "in",
        "2005.",
    ]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("University of Leeds", ["University", "of"]),
        ("Ashford University", ["University"]),
        ("Oak Creek High School", ["Creek", "High", "School"]),
        ("Stanford University Hospital", ["Stanford", "University", "Hospital"]),
    ],
)
def test_a_schools_name_goes_and_its_kind_stays(text: str, kept: list[str]) -> None:
    assert redact(text, kind="education").split() == kept


def test_an_enterprise_may_keep_the_names_of_schools_but_not_their_years() -> None:
    policy = RedactionPolicy(schools=False)

    assert redact("BSc, University of Leeds, 2009", kind="education", policy=policy).split() == [
        "BSc,",
        "University",
        "of",
        "Leeds,",
    ]
    assert policy.id != RedactionPolicy().id


@pytest.mark.parametrize(
    "text",
    ["Managed sick leave for staff", "Coordinated leave of absence requests", "Wrote the sabbatical policy"],
)
def test_leave_that_somebody_administers_is_work(text: str) -> None:
    assert redact(text) == text
