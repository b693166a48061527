"""Three readers of one explanation: what each is told, and what the brief for the person never tells."""

import json
from typing import Any

import pytest

from matching.errors import InputError, NotFound
from matching.profiles import Profile
from matching.roles import Role
from matching.shortlist import as_document
from models.counterfactual import what_would_change
from models.explained import Explanation, explain
from models.explained import as_document as explained_document
from models.renderings import READERS, as_text, render_for
from tests import market

ROLE = Role.model_validate(
    {
        "id": "backend",
        "title": "Backend engineer",
        "must_have": ["Python", "PostgreSQL"],
        "nice_to_have": ["Kubernetes"],
        "max_hourly_rate": {"amount": 100, "currency": "USD"},
    }
)
PEOPLE: list[dict[str, Any]] = [
    {
        "id": "shown-7",
        "text": "",
        "experience": ["Built payment services in Python and tuned PostgreSQL for a bank."],
        "hourly_rate": {"amount": 80, "currency": "USD"},
        "provenance": {"hourly_rate": {"source": "Upwork", "seen_on": "2026-11-20", "how": "column 'Rate'"}},
    },
    {"id": "listed-7", "text": "", "skills": ["Python"], "job_success": 91, "platform": "Toptal", "as_of": "2026-11-01"},
    {"id": "dear-7", "text": "", "skills": ["Python"], "hourly_rate": {"amount": 150, "currency": "USD"}},
]  # fmt: skip


def explanation(person: str, against: str | None = None, k: int = 1) -> Explanation:
    matcher = market.matcher_over([Profile.model_validate(one) for one in PEOPLE])
    document = as_document(matcher.shortlist(ROLE, as_of=market.DAY), with_excluded=True)
    change = what_would_change(matcher, ROLE, person, as_of=market.DAY, k=k)
    profile = next(one for one in PEOPLE if one["id"] == person)
    reference = {"requisition": "R-7", "shortlist": "S-7"}
    return explain(document, person, profile=profile, against=against, change=change, reference=reference)


def text_for(reader: Any, person: str, **more: Any) -> str:
    return as_text(render_for(reader, explanation(person, **more)))


def test_the_manager_reads_evidence_then_reasons_then_what_would_change_it() -> None:
    text = text_for("manager", "listed-7", against="shown-7")

    assert text.index("Python: listed, but not shown") < text.index("Why, against the 2 ranked")
    assert (
        text.index("Why, against")
        < text.index("shown-7 beside listed-7")
        < text.index("What would change it")
    )
    assert "PostgreSQL: not found." in text


def test_procurement_reads_every_figure_with_its_field_and_span() -> None:
    found = explanation("shown-7")
    text = as_text(render_for("procurement", found))

    for reason in found.candidate["reasons"]:
        for part in reason["parts"]:
            assert f"{part['contribution']:+.6f}" in text
            assert part["feature"] in text
        for one in reason["evidence"]:
            assert f"[{one['field']} {one['start']}-{one['end']}]" in text
    assert f"{found.frame['base']:+.6f}" in text
    assert f"{found.candidate['score']:+.6f}" in text
    assert "hourly_rate: Upwork, column 'Rate', seen 2026-11-20." in text
    assert "requisition R-7; shortlist S-7." in text


def test_the_brief_tells_of_nobody_else_and_gives_no_figure_of_the_ranking() -> None:
    found = explanation("listed-7", against="shown-7")
    text = as_text(render_for("candidate", found))

    assert "shown-7" not in text
    assert "dear-7" not in text
    assert "pool" not in text
    assert "place" not in text.lower()
    assert f"{found.candidate['score']:.3f}" not in text
    for part in (
        "What was asked",
        "What was found",
        "What was not found",
        "What would help",
        "What was not used",
        "If something here is wrong",
    ):
        assert part in text
    assert "your hourly rate" in text
    assert "91% of contracts ended well. This made little difference." in text


def test_somebody_left_out_is_told_by_what_and_what_would_let_them_in() -> None:
    text = text_for("manager", "dear-7", k=3)

    assert "Left out by a hard limit: asks 150 USD an hour, the cap is 100." in text
    assert "A rate of 100 USD an hour instead of 150 USD." in text


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_gets_words_about_everybody(reader: Any) -> None:
    for person in PEOPLE:
        assert len(text_for(reader, person["id"])) > 300


def test_the_document_equals_itself_read_back_and_names_its_parts() -> None:
    document = explained_document(explanation("listed-7", against="shown-7"))

    assert json.loads(json.dumps(document)) == document
    assert document["schema"] == "candor.explain/1"
    assert set(document) == {
        "schema", "role", "model", "snapshot", "as_of", "pool", "base", "reference", "candidate", "sources", "comparison", "change",
    }  # fmt: skip
    assert document["comparison"]["above"] == "shown-7"
    assert document["change"]["rank"] == 2


def test_somebody_not_on_the_list_is_said_to_be_missing_and_why() -> None:
    with pytest.raises(NotFound, match="nobody-7 is not on this list"):
        explain({"candidates": []}, "nobody-7")
    with pytest.raises(NotFound, match="dear-7 is not on this list") as caught:
        explanation("shown-7", against="dear-7")
    assert "the cap is 100" in str(caught.value.hint)


def test_nobody_is_compared_with_themselves() -> None:
    with pytest.raises(InputError, match="somebody else to compare shown-7 with"):
        explanation("shown-7", against="shown-7")
