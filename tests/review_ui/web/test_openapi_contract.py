"""The API keeps its own OpenAPI document: whatever is sent, by whom, the answer is one that the document tells of, never a 500.

Schemathesis makes the calls, well formed and not. Half of them name things that exist, so that they reach the rules.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance, unsupported_method

from governance.access import SCOPES
from governance.accounts.tokens import issue_token
from governance.extensions import extend_engagement
from models.bundle import built_in_hash
from tests.review_ui.web.world import Site

# A rule may refuse what has the right shape (an approval limit, a blank title); methods are tried below.
NOT_ASKED = [positive_data_acceptance, unsupported_method]
EACH = 10  # calls of an operation by a person
# No bearer token in a call means the pages' session, which test_security.py tries.
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.mark.parametrize("who", ["mona", "paul", "audrey"])
def test_every_answer_is_one_the_document_tells_of(site: Site, who: str) -> None:
    known = existing(site)
    headers = {"Authorization": f"Bearer {token(site, who)}"}
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", site.app)
    answered: dict[int, int] = {}

    for found in document.get_all_operations():
        operation = found.ok()

        @settings(max_examples=EACH, deadline=None, suppress_health_check=list(HealthCheck), database=None)
        @given(case=operation.as_strategy(), aimed=st.booleans())
        def call(case: Any, aimed: bool) -> None:
            if aimed:
                case.path_parameters = {
                    name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
                }
            answer = case.call(headers=headers)
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
            case.validate_response(answer, excluded_checks=NOT_ASKED)

        call()

    assert answered[200] > 30, "calls that nobody lets through prove nothing"


def test_a_method_that_is_not_there_says_which_are(site: Site) -> None:
    answer = site.visitor("mona").client.put("/api/v1/requisitions", headers={"Authorization": "Bearer x"})

    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"] or "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"


def existing(site: Site) -> dict[str, str]:
    requisition, person = site.accepted()
    _, engagement = site.completed()
    _, _, running = site.active()
    with site.workspace.command(site.actor("mona")) as work:
        extension = extend_engagement(work, running, reason="tried", hours=350)
    return {
        "extension_id": extension,
        "bundle_hash": built_in_hash(),
        "template_id": "backend-engineer",
        "requisition_id": requisition,
        "person_id": person,
        "shortlist_id": site.case(requisition).shortlists[-1].id,
        "engagement_id": engagement,
    }


def token(site: Site, who: str) -> str:
    with site.workspace.command(site.actor(who)) as work:
        return issue_token(work, "contract", SCOPES)
