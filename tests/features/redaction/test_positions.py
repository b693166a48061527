"""Redaction keeps every position and every line of any text, and leaves ordinary words alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.redaction import LONGEST_READ, RedactionPolicy, redact, redacted_fields
from matching.profiles import FieldKind, Profile, text_fields

KINDS: tuple[FieldKind, ...] = ("headline", "summary", "text", "work", "skills", "education", "certification")

NEAR = (
    "Maria Okonkwo Mr. Ms she his chairman waitress aged 34 born in 1980 University of"
    " Leeds graduated 2009 Education : @ maria@x.org +49 30 555-0199 maternity leave"
    " 2015-2017 career break Regards, I am 12 Elm Street ![me](a.png) İ ﬁ 😀 李明 Straße 5"
    " Dear Reference: /in/ linkedin.com/in/maria-okonkwo single mother of two"
)
# Words near those the rules look for, so that any order of them is tried.
NEAR_RULES = st.lists(
    st.sampled_from(
        [
            "\n\n",
            *NEAR.split(),
        ]
    ),
    max_size=40,
).map(" ".join)


@given(st.text(max_size=300) | NEAR_RULES, st.sampled_from(KINDS), st.booleans())
@settings(deadline=None)
def test_any_text_keeps_its_length_its_lines_and_what_is_not_blanked(
    text: str, kind: FieldKind, schools: bool
) -> None:
    masked = redact(text, kind=kind, policy=RedactionPolicy(schools=schools))

    assert len(masked) == len(text)
    assert [i for i, letter in enumerate(masked) if letter in "\r\n"] == [
        i for i, letter in enumerate(text) if letter in "\r\n"
    ]


@given(NEAR_RULES)
@settings(deadline=None)
def test_what_is_blanked_once_stays_blank_and_the_same_text_is_always_read_alike(text: str) -> None:
    assert redact(text) == redact(text)
    assert all(
        after in (before, " ") or before.isalpha() for before, after in zip(text, redact(text), strict=True)
    )


@pytest.mark.parametrize(
    "text",
    [
        "a" * LONGEST_READ,
        "Mr. " * 50_000,
        "A" + " a" * 100_000,
        "Aa " * 60_000,
        "1 " * 100_000,
        "(12) 34 " * 25_000,
        "a.b-" * 50_000 + "@",
        "Supervisor: " * 16_000,
        "born in the " * 16_000,
        "12 Elm " * 28_000,
        "\n" * LONGEST_READ,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_long_monotonous_text_is_read_to_its_end(text: str) -> None:
    assert len(redact(text)) == len(text)


def test_a_field_is_read_as_far_as_the_longest_read_and_no_farther() -> None:
    profile = Profile(id="p", text="word " * 50_000)

    (text,) = redacted_fields(profile, list(text_fields(profile)))

    assert len(text) == LONGEST_READ


@pytest.mark.parametrize(
    "text",
    [
        "2019 - 2021",
        "Engineer, 2009-2011, then 2012-2014",
        "Increased sales by 25% in 2014",
        "C++ 11, .NET 4.5.1",
        "served 1,200 guests",
        "Senior Java Developer",
        "Java, Oracle, Excel, Ruby, Swift, Kotlin, Jasper, Julia",
        "MS Excel, MS Access and Ms Word",
        "Python Django React Kafka",
        "Opened an office in Amman, Jordan",
        "San Francisco, Berlin and New York",
        "BAKER",
        "Head Baker and Pastry Cook",
        "Head Cook at a hotel",
        "Registered Nurse",
        "Machine Learning Engineer",
        "SQL Server 2008, Windows Server 2012",
        "Led a team of 20, cut costs",
        "I am Scrum certified",
        "on calls and call meetings",
        "Ms Sql Server, Mysql",
        "Command Sergeant Major",
        "Administered maternity leave and FMLA benefits for employees",
        "Worked with mothers of young children in clinics",
        "translated German and Italian contracts",
        "Taught American history",
        "Avanade is a joint venture",
        "Kubernetes is a platform we ran",
        "a 20 year old manufacturing company",
        "sewed men's clothing for women and children",
    ],
)
def test_trades_tools_places_and_years_of_work_stay(text: str) -> None:
    assert redact(text, kind="work") == text
    assert redact(text, kind="text") == text
