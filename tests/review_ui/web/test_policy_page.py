"""The policy simulator's page: the same answer as the API, what nobody could answer, and no word that cannot be read."""

import pytest

from tests.review_ui.web.world import UNIT, Site

ASKED = f"/policy?business_unit={UNIT}&budget_currency=USD"


def test_it_names_who_could_answer_and_why(site: Site) -> None:
    page = (
        site.visitor("paul")
        .get(f"{ASKED}&budget_amount=1,000&security_class=internal&sensitive_data=none&jurisdiction=DE")
        .text
    )

    assert "To ask for it" in page
    assert "Today: Petra Simms." in page or "Petra Simms" in page
    assert "Procurement says yes to everybody who is engaged." in page
    assert "No rule asks for a blind stage" in page


def test_it_says_what_nobody_could_answer_and_that_the_list_is_rated_first(site: Site) -> None:
    page = (
        site.visitor("paul")
        .get(f"{ASKED}&budget_amount=500000&security_class=restricted&sensitive_data=none&jurisdiction=DE")
        .text
    )

    assert "Nobody: a grant of finance" in page
    assert "Its first people are rated blind" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("&budget_amount=plenty", "an amount such as 12500"),
        ("&budget_amount=10&risk=huge", "one of low, medium, high"),
        ("&budget_amount=10&jurisdiction=Mars", "Mars"),
    ],
)
def test_what_cannot_be_read_is_said_and_stays_typed(site: Site, sent: str, said: str) -> None:
    answer = site.visitor("paul").get(ASKED + sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{UNIT}"' in answer.text


def test_whoever_may_not_read_policies_gets_none(site: Site) -> None:
    assert site.visitor("dan").get("/policy").status_code == 403
