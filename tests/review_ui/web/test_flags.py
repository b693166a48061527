"""Flags in words with the figures they rest on, from the frozen document alone."""

from typing import Any

import pytest

from review_ui.web.views.flags import flag_marks, flag_sentences

USUAL: dict[str, Any] = {
    "benchmarks": {
        "hourly_rate": {"USD": {"among": "fitting", "n": 12, "median": 38.5, "upper_quartile": 48.75}},
        "response_hours": {"among": "ranked", "n": 226, "median": 6.1, "upper_quartile": 9.3},
    }
}
PROFILE = {"hourly_rate": {"amount": 90, "currency": "USD"}, "response_hours": 30.0}


@pytest.mark.parametrize(
    ("flag", "said"),
    [
        (
            "rate_over_benchmark",
            "Rate over benchmark: of the 12 people who meet what is asked at least in part and ask in USD, three in four "
            "ask $48.75/h or less.",
        ),
        (
            "slow_response",
            "Slow response: answers in 30 hours on record; half of the 226 people ranked whose time is known need 6.1 or less.",
        ),
        ("thin_evidence", "Thin evidence: 0 of 3 asked skills shown in described work. Ask for examples."),
        ("unknown_start_by", "No start date on record. Ask when they are free."),
    ],
)
def test_a_flag_says_its_figure_and_how_many_it_stands_on(flag: str, said: str) -> None:
    person = {"flags": [flag], "requirements": [{"status": "claimed"}] * 3}

    assert flag_sentences(person, PROFILE, USUAL) == (said,)


def test_without_the_figures_the_general_sentence_stands() -> None:
    found = flag_sentences({"flags": ["rate_over_benchmark", "slow_response"]}, {}, {})

    assert found[0] == "Asks more than three in four of the people compared."
    assert found[1].startswith("Answers slower than three in four")


def test_the_list_names_each_mark_once_and_only_what_is_worth_a_word() -> None:
    flags = ["unknown_countries", "unknown_security_level", "unknown_start_by", "thin_evidence"]

    assert flag_marks({"flags": flags}) == ("compliance gap", "thin evidence")
