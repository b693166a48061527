"""The review desk: evidence, reasons, names, deciding, undoing, finishing; who was left out; the record."""

import json
import re

from governance import review
from governance.people.importing import Licence, upsert_profiles
from governance.people.profiles import read_profiles
from governance.people.restrictions import erase_person, restrict
from governance.storage.tables import Person
from review_ui import retention
from review_ui.services import refresh_snapshot
from tests.review_ui.web.world import NOW, ROLE, Site, said


def test_a_requisition_not_ranked_yet_says_what_comes_next(site: Site) -> None:
    ready, waiting = site.approved(), site.submitted()
    visitor = site.visitor("mona")

    assert "Rank the pool" in visitor.get(f"/requisitions/{ready}/shortlist").text
    assert "once someone else has approved" in visitor.get(f"/requisitions/{waiting}/shortlist").text


def test_quoted_words_are_marked_inside_their_own_sentence(site: Site) -> None:
    requisition_id, ranked = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    assert re.search(r'<q class="quote"[^>]*>Wrote the public API in <mark>FastAPI</mark> and kept it', page)
    assert "Work 1, 2020 to 2025" in page


def test_the_exact_numbers_add_up_to_the_score(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    table = re.search(r'<table class="exact num">.*?</table>', page, re.S)
    assert table is not None
    figures = [
        float(figure.replace("\u2212", "-")) for figure in re.findall(r'"right">([+\u2212][\d.]+)<', table[0])
    ]
    *parts, score = figures

    assert abs(sum(parts) - score) < 0.001 * len(parts)


def test_the_page_says_which_model_made_the_order_and_what_it_learned_from(site: Site) -> None:
    requisition_id, _ = site.in_review()
    shortlist = site.case(requisition_id).shortlists[0]

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist").text

    assert f"M-{shortlist.model_hash[:8]}" in page
    assert "No outcomes of your own yet" in page


def test_names_appear_only_once_a_decision_stands(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    before = visitor.get(f"/requisitions/{requisition_id}/shortlist").text

    site.decide(requisition_id, ranked[0], "shortlist", "backup")
    after = visitor.get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    assert "Amara Okafor" not in before
    assert f"Candidate {ranked[0]}" in before
    assert "Amara Okafor" in after
    assert f"Candidate {ranked[1]}" in after


def test_deciding_opens_the_next_candidate_without_a_decision(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.decide(requisition_id, ranked[1], "reject", "evidence_weak")

    answer = site.visitor("mona").post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        follow=False,
        decision="select",
        reason_code="evidence_strong",
        note="ledger work",
        expected_version=str(site.case(requisition_id).candidates[0].version),
    )

    decision = site.case(requisition_id).candidates[0].decision
    assert said(answer) == "decided"
    assert f"open={ranked[2]}" in answer.headers["location"]
    assert decision is not None
    assert (decision.decision, decision.reason_code, decision.note) == (
        "select",
        "evidence_strong",
        "ledger work",
    )


def test_a_decision_needs_a_reason_that_fits_it(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    path = f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision"

    assert visitor.post(path, decision="select").status_code == 422
    assert visitor.post(path, decision="select", reason_code="must_have_missing").status_code == 422
    assert visitor.post(path, decision="adore", reason_code="other").status_code == 422
    assert site.case(requisition_id).candidates[0].decision is None


def test_two_reviewers_of_one_candidate_do_not_overwrite_each_other(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    seen = str(site.case(requisition_id).candidates[0].version)
    site.decide(requisition_id, ranked[0], "select", "evidence_strong")

    answer = site.visitor("mona").post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        decision="reject",
        reason_code="evidence_weak",
        expected_version=seen,
    )

    decision = site.case(requisition_id).candidates[0].decision
    assert answer.status_code == 409
    assert decision is not None
    assert decision.decision == "select"


def test_undoing_makes_the_candidate_not_reached_again(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.decide(requisition_id, ranked[0], "reject", "evidence_weak")

    site.visitor("mona").post(f"/requisitions/{requisition_id}/candidates/{ranked[0]}/undo")

    assert site.case(requisition_id).candidates[0].stage == "not_reached"


def test_a_requester_reads_the_list_but_decides_nothing(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("rita")

    page = visitor.get(f"/requisitions/{requisition_id}/shortlist").text
    answer = visitor.post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        decision="select",
        reason_code="evidence_strong",
    )

    assert "What was asked, and where it shows" in page
    assert 'name="reason_code"' not in page
    assert answer.status_code == 403


def test_the_review_is_finished_with_at_least_one_selection(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")

    assert visitor.post(f"/requisitions/{requisition_id}/finish").status_code == 409
    site.decide(requisition_id, ranked[0], "select", "evidence_strong")
    page = visitor.post(f"/requisitions/{requisition_id}/finish").text

    assert "Review finished" in page
    assert site.case(requisition_id).summary.state == "selected"


def test_the_same_address_gives_the_page_or_only_its_fragment(site: Site) -> None:
    requisition_id, _ = site.in_review()
    visitor = site.visitor("mona")
    path = f"/requisitions/{requisition_id}/shortlist"

    page, fragment = visitor.get(path), visitor.fragment(path)

    assert "<html" in page.text
    assert "<html" not in fragment.text
    assert 'id="desk"' in page.text
    assert 'id="desk"' in fragment.text
    assert fragment.headers["vary"] == "HX-Request"


def test_a_conflict_reaches_htmx_as_a_note_that_leaves_the_page_alone(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")

    answer = visitor.client.post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        data={"csrf": visitor.csrf(), "decision": "select", "reason_code": "backup"},
        headers={"HX-Request": "true"},
    )

    assert answer.status_code == 422
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_everyone_left_out_is_listed_with_every_reason(site: Site) -> None:
    requisition_id, _ = site.in_review()
    visitor = site.visitor("mona")

    page = visitor.get(f"/requisitions/{requisition_id}/excluded").text
    rate_only = visitor.get(f"/requisitions/{requisition_id}/excluded?gate=start_by").text

    assert "3 people were not eligible" in page
    assert "Rate above the cap: asks 140 USD an hour, the cap is 90" in page
    assert "Too few hours: offers 16 hours a week, 30 are asked" in page
    assert "asks 140" not in rate_only
    assert "Not free in time" in rate_only


def test_an_unknown_fact_is_flagged_and_never_excludes(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    profiles = read_profiles(site.workspace.database, ranked)
    euro = next(p for p in ranked if profiles[p]["hourly_rate"]["currency"] == "EUR")

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={euro}").text

    assert "€70/h" in page
    assert "No rate in the role&#39;s currency on record" in page


def test_the_record_shows_the_span_and_nothing_protected(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    desk = visitor.get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text
    link = re.findall(r'<a href="([^"]+/record\?[^"]+)"', desk)[0].replace("&amp;", "&")

    page = visitor.get(link).text

    assert '<mark id="found">Python</mark>' in page
    assert "Amara Okafor" not in page
    assert "sex" not in page.replace("age, sex and the like", "")


def test_the_record_of_someone_on_no_list_of_the_case_is_not_shown(site: Site) -> None:
    requisition_id, _ = site.in_review()
    document = json.loads(
        review.read_shortlist(site.workspace.database, site.case(requisition_id).shortlists[0].id)
    )
    outsider = document["excluded"][0]["id"]

    assert (
        site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/{outsider}/record").status_code
        == 404
    )


def test_an_earlier_shortlist_stays_readable_and_takes_no_decisions(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    first = site.case(requisition_id).shortlists[0].id
    visitor.post(f"/requisitions/{requisition_id}/rank")

    page = visitor.get(f"/requisitions/{requisition_id}/shortlist?shortlist={first}").text

    assert "earlier shortlist" in page
    assert 'name="reason_code"' not in page
    assert f"Candidate {ranked[0]}" in page


def test_an_erased_person_keeps_their_place_and_nothing_else(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    site.add("cora")
    site.give("cora", "compliance")
    with site.workspace.command(site.actor("cora")) as work:
        erase_person(work, ranked[0], "asked to be forgotten")

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}")

    assert page.status_code == 200
    assert "was erased" in page.text
    assert "card authorisation" not in page.text


def test_a_blocked_person_is_marked_and_cannot_be_selected(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    with site.workspace.command(site.actor("paul")) as work:
        restrict(work, ranked[0], "block", "supplier dispute")
    visitor = site.visitor("mona")

    page = visitor.get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text
    answer = visitor.post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        decision="select",
        reason_code="evidence_strong",
    )

    assert "cannot go further" in page
    assert answer.status_code in (403, 409)


def test_when_nobody_is_eligible_the_page_says_where_to_look(site: Site) -> None:
    requisition_id, ranked = site.in_review(role=ROLE | {"hours_per_week": 100})

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist").text

    assert ranked == []
    assert "No one in the pool meets the hard limits" in page
    assert f"/requisitions/{requisition_id}/excluded" in page


def test_a_copied_record_is_shown_under_the_one_that_stands_best(site: Site) -> None:
    from tests.review_ui.web.freelancers import freelancers

    first = freelancers()[0]
    deeds = ("Ran", "Moved", "Audited", "Rebuilt", "Split", "Watched", "Priced", "Documented", "Retired")
    things = ("ledger", "gateway", "queue", "archive", "cache", "invoice", "refund", "payout", "limit")
    story = " ".join(
        f"{deed} the {thing} service of a bank in Python and kept its {thing} report on PostgreSQL."
        for deed, thing in zip(deeds, things, strict=True)
    )
    with site.workspace.command(site.actor("paul")) as work:
        upsert_profiles(
            work,
            [{**first, "id": f"copy-{i}", "summary": story, "name": None} for i in range(2)],
            source="copies",
            as_of=site.clock.now.date(),
            licence="test",
        )
    refresh_snapshot(site.workspace, site.actor("paul"))
    requisition_id, ranked = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    (other,) = re.findall(r"also listed as (\S+) \(nearly the same words\)", page)
    assert other not in ranked
    assert "1 record with nearly the same words as another listed under it" in page
    record = site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/{other}/record")
    assert record.status_code == 200


def test_a_list_spread_over_platforms_says_what_that_costs(site: Site) -> None:
    requisition_id = site.approved()
    visitor = site.visitor("mona")

    page = visitor.post(f"/requisitions/{requisition_id}/rank", spread="true").text

    assert "Spread over platforms: at each place it costs at most" in page


def test_a_related_skill_is_said_in_words(site: Site) -> None:
    requisition_id, ranked = site.in_review(role={**ROLE, "must_have": ["Flask"]})
    pages = [
        site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={person}").text
        for person in ranked
    ]

    assert any(re.search(r"Has [^;<]+; Flask asked\. Counts in part\.", page) for page in pages)


def test_a_row_says_where_and_when_the_person_was_seen(site: Site) -> None:
    requisition_id, ranked = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    assert "Upwork, 20 Nov 2026" in page
    assert "Seen on Upwork, 20 Nov 2026." in page
    assert "over a year ago" not in page


def test_a_record_not_seen_for_a_year_is_marked_and_is_no_missing_fact(site: Site) -> None:
    site.clock.advance(days=360)
    requisition_id, ranked = site.in_review(
        role={"id": "r", "title": "Backend engineer", "must_have": ["Python"]}
    )
    document = json.loads(review.read_shortlist(site.workspace.database, "S-1001"))
    stale = [person["id"] for person in document["candidates"] if "stale" in person["flags"]]

    visitor = site.visitor("mona")
    page = visitor.get(f"/requisitions/{requisition_id}/shortlist?open={stale[0]}").text
    record = visitor.get(f"/requisitions/{requisition_id}/candidates/{stale[0]}/record").text

    assert 0 < len(stale) < len(ranked)  # those seen before 19 November
    assert page.count("over a year ago") == len(stale)
    assert "last seen more than a year ago" in page
    assert "Last seen more than a year ago." in record
    assert "missing" not in re.sub(
        r"<[^>]+>", "", page[page.index('<ol class="list">') : page.index("</ol>")]
    )


def test_a_record_says_of_each_field_where_it_comes_from(site: Site) -> None:
    person = {
        "id": "fl-99",
        "headline": "Ledger engineer",
        "experience": [{"title": "Engineer", "description": "Python ledgers."}],
        "skills": ["Python"],
        "hourly_rate": {"amount": 80, "currency": "USD"},
        "provenance": {
            "hourly_rate": {"source": "Upwork", "seen_on": "2026-03-03", "how": "column 'Rate'"},
            "experience": {"source": "CV", "how": "page 2"},
        },
    }
    with site.workspace.command(site.actor("paul")) as work:
        upsert_profiles(work, [person], source="panel", as_of=site.clock.now.date(), licence="C-9")
    refresh_snapshot(site.workspace, site.actor("paul"))
    requisition_id, _ = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/P-1013/record").text

    assert "The record as panel gave it, seen 24 Nov 2026" in page
    assert re.search(
        r"\$80/h\s*<span class=\"source\">Upwork, 3 Mar 2026, column &#39;Rate&#39;</span>", page
    )
    assert re.search(r"Python ledgers\.</p>\s*<span class=\"source\">CV, 24 Nov 2026, page 2</span>", page)
    assert page.count('class="source"') == 3  # the rate, and title and description of the work


def test_what_a_platform_remarks_is_shown_as_never_scored(site: Site) -> None:
    person = {
        "id": "fl-98",
        "headline": "Ledger engineer",
        "skills": ["Python"],
        "remarks": ["Top rated", "40 jobs"],
    }
    with site.workspace.command(site.actor("paul")) as work:
        upsert_profiles(work, [person], source="panel", as_of=site.clock.now.date(), licence="C-9")
    refresh_snapshot(site.workspace, site.actor("paul"))
    requisition_id, _ = site.in_review()

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/candidates/P-1013/record").text

    assert re.search(
        r"Said by the platform, never scored</dt>\s*<dd class=\"num\">\s*Top rated; 40 jobs", page
    )


def test_a_person_of_another_unit_looks_absent_even_where_an_old_list_names_them(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    path = f"/requisitions/{requisition_id}/candidates/{ranked[0]}/record"
    visitor = site.visitor("mona")
    assert visitor.get(path).status_code == 200
    with site.workspace.command(site.actor("paul")) as work:
        work.locked(Person, ranked[0], "person").business_unit = "Legal"
        work.audit("test.moved", "person", ranked[0])

    refused = visitor.get(path)
    desk = visitor.get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    assert refused.status_code == 404
    assert f"{ranked[0]} is on no list" in refused.text
    assert "can no longer be read" in desk


def test_a_person_whose_licence_ended_is_named_as_such_on_the_list(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    with site.workspace.command(site.actor("paul")) as work:
        upsert_profiles(
            work,
            [],
            source="marketplace",
            as_of=NOW.date(),
            licence=Licence("contract 7", retain_days=10),
        )
    site.clock.advance(days=30)
    retention.purge(site.workspace)

    page = site.visitor("mona").get(f"/requisitions/{requisition_id}/shortlist?open={ranked[0]}").text

    assert "Licence ended" in page
    assert "may no longer be held under any licence since the list was made" in page
    assert "No licence holds this person" in page
