"""What the pages show, as JSON: the same people may read it, and what is withheld from them there is withheld here."""

from typing import Any

import pytest

from governance.extensions import extend_engagement
from governance.holds import place_hold
from governance.stops import stop_ranking
from tests.review_ui.web.test_duplicate_pages import doubt
from tests.review_ui.web.world import PASSWORD, ROLE, UNIT, Site, Visitor

__all__ = ["doubt"]  # a fixture of the pages' tests

API = "/api/v1"


def read(visitor: Visitor, path: str) -> Any:
    answer = visitor.get(API + path)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def test_one_case_can_be_read_part_by_part(site: Site) -> None:
    requisition_id, person, engagement_id = site.active()
    with site.workspace.command(site.actor("mona")) as work:
        extension_id = extend_engagement(work, engagement_id, reason="more to do", hours=350)
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}"
    whole = read(mona, at)

    def part(name: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = read(mona, f"{at}/{name}")["items"]
        return items

    assert part("shortlists") == whole["shortlists"]
    assert part("decisions") == whole["decisions"]
    assert part("answers") == whole["approvals"]
    assert part("engagements") == whole["engagements"]
    assert part("extensions") == whole["extensions"]
    assert part("timeline") == whole["timeline"]
    assert {one["person_id"] for one in part("candidates")} == {c["person_id"] for c in whole["candidates"]}
    one = read(mona, f"{at}/candidates/{person}")
    assert [stage["stage"] for stage in one["stages"]] == ["contacted", "screened", "offered", "accepted"]
    assert one["engagements"] == whole["engagements"]
    engagement = read(mona, f"/engagements/{engagement_id}")
    assert (engagement["requisition"], engagement["extensions"]) == (requisition_id, whole["extensions"])
    extension = read(mona, f"/extensions/{extension_id}")
    assert (extension["hours"], extension["classification"]) == (350, None)
    classified = read(mona, f"{at}/classification")
    assert classified["in_force"] == classified["all"][0]
    assert classified["in_force"]["standing"] == "open"


def test_who_was_left_out_comes_with_every_reason_and_by_gate(site: Site) -> None:
    requisition_id, _ = site.in_review()
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}/excluded"

    found = read(mona, at)
    gate = found["items"][0]["gates"][0]["gate"]
    narrowed = read(mona, f"{at}?gate={gate}")

    assert found["in_full"]
    assert len(found["items"]) == found["total"]
    assert all(reason["detail"] for one in found["items"] for reason in one["gates"])
    assert len(narrowed["items"]) == found["counts"][gate]
    assert read(mona, f"/requisitions/{requisition_id}/unrankable")["items"] == []


def test_what_explains_a_place_comes_as_on_the_pages(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    mona, at = site.visitor("mona"), f"/requisitions/{requisition_id}/candidates/{ranked[1]}"

    change = read(mona, f"{at}/change?k=1")
    brief = read(mona, f"{at}/brief")
    record = read(mona, f"{at}/record")

    assert (change["schema"], change["k"], change["rank"]) == ("candor.change/1", 1, 2)
    assert brief["sections"]
    assert not any(other in str(brief) for other in ranked if other != ranked[1])
    assert (record["erased"], record["profile"]["id"]) == (False, ranked[1])


@pytest.mark.parametrize("path", ["change", "brief", "explanation"])
def test_reasons_are_withheld_from_whoever_may_not_see_fit(site: Site, path: str) -> None:
    site.add("fay")
    site.give("fay", "finance")
    requisition_id, ranked = site.in_review()
    fay, at = site.visitor("fay"), f"{API}/requisitions/{requisition_id}/candidates/{ranked[0]}"

    assert fay.get(f"{at}/{path}").status_code == 403
    assert "place" in fay.get(at).json()
    assert fay.get(at).json()["place"] is None


def test_what_lies_outside_ones_business_units_is_absent(site: Site) -> None:
    requisition_id, person, engagement_id = site.active()
    with site.workspace.command(site.actor("mona")) as work:
        extension_id = extend_engagement(work, engagement_id, reason="more to do", hours=350)
    otto, dan, at = site.visitor("otto"), site.visitor("dan"), f"/requisitions/{requisition_id}"
    parts = (
        "shortlists candidates excluded unrankable decisions answers engagements extensions timeline "
        f"classification candidates/{person} candidates/{person}/record candidates/{person}/change "
        f"candidates/{person}/brief"
    )

    ids = {requisition_id: "R-0", engagement_id: "N-0", extension_id: "X-0"}

    def unknown(text: str) -> str:
        for one, other in ids.items():
            text = text.replace(one, other)
        return text

    for path in (
        *(f"{at}/{part}" for part in parts.split()),
        f"/engagements/{engagement_id}",
        f"/extensions/{extension_id}",
    ):
        for visitor in (otto, dan):
            hidden, absent = visitor.get(API + path), visitor.get(API + unknown(path))
            assert (hidden.status_code, absent.status_code) == (404, 404), path
            assert unknown(hidden.json()["detail"]) == absent.json()["detail"], path


def test_the_log_is_searched_by_who_what_and_when(site: Site) -> None:
    requisition_id, _ = site.selected()
    audrey = site.visitor("audrey")

    def actions(query: str) -> list[str]:
        return [one["action"] for one in read(audrey, f"/audit/entries?limit=200&{query}")["items"]]

    assert set(actions("action=candidate.decided")) == {"candidate.decided"}
    assert {one.split(".")[0] for one in actions("action=requisition.")} == {"requisition"}
    assert "review.finished" in actions(f"subject={requisition_id}")
    assert set(actions(f"subject={requisition_id}&actor={site.actor('paul').id}")) == {"requisition.approved"}
    assert actions("since=2026-11-25") == []
    assert actions("until=2026-11-23") == []
    assert "review.finished" in actions("since=2026-11-24&until=2026-11-24")


def test_the_log_is_checked_and_its_head_taken_by_whoever_audits(site: Site) -> None:
    audrey = site.visitor("audrey")

    found, head = read(audrey, "/audit/verification"), read(audrey, "/audit/head")

    assert found["ok"]
    assert (head["size"], head["root"]) == (found["size"], found["root"])
    for path in ("entries", "verification", "head"):
        assert site.visitor("mona").get(f"{API}/audit/{path}").status_code == 403


def test_entries_are_taken_out_as_lines_or_as_a_table(site: Site) -> None:
    requisition_id = site.draft()
    audrey = site.visitor("audrey")

    lines = audrey.post_json(f"{API}/audit/exports", requisition=requisition_id)
    table = audrey.post_json(f"{API}/audit/exports", form="csv", requisition=requisition_id)

    assert (lines.headers["content-type"], lines.status_code) == ("application/jsonl", 200)
    assert "requisition.created" in lines.text
    assert table.headers["content-type"].startswith("text/csv")
    assert site.visitor("mona").post_json(f"{API}/audit/exports").status_code == 403


def test_who_may_do_what_is_told_with_where_one_may(site: Site) -> None:
    found = {one["action"]: one for one in read(site.visitor("mona"), "/permissions?limit=200")["items"]}

    assert found["review.decide"]["roles"] == ["hiring_manager"]
    assert found["review.decide"]["yours"] == [{"business_unit": "Payments", "jurisdiction": "*"}]
    assert found["selection.approve"]["yours"] == []
    assert found["account.manage"]["by_people_only"]


def test_reasons_are_told_with_the_decisions_they_fit(site: Site) -> None:
    found = read(site.visitor("mona"), "/reasons")

    assert found["decision"]["backup"]["decisions"] == ["shortlist"]
    assert "other" in found["refusal"]
    assert site.visitor("dan").get(f"{API}/reasons").status_code == 403


def test_doubtful_pairs_are_listed_answered_and_split_by_script(site: Site, doubt: tuple[str, str]) -> None:
    paul, (elder, younger) = site.visitor("paul"), doubt

    (pair,) = read(paul, "/people/duplicates?limit=1")["items"]
    joined = paul.post_json(f"{API}/people/duplicates", a=elder, b=younger, answer="same", reason="one CV")
    freed = paul.post_json(f"{API}/people/{elder}/split", source=younger, reason="two after all")

    assert {pair["left"]["came_as"], pair["right"]["came_as"]} == {elder, younger}
    assert (joined.json(), freed.json()) == ({"person": elder}, {"person": younger})
    assert read(paul, "/people/duplicates")["items"] == []
    assert site.visitor("mona").get(f"{API}/people/duplicates").status_code == 403


def test_what_is_past_its_time_is_told_before_it_is_let_go(site: Site) -> None:
    lena, mona = site.visitor("lena"), site.visitor("mona")
    site.in_review()
    with site.workspace.command(site.actor("lena")) as work:
        place_hold(work, "person", "P-1001", "in dispute")

    due = read(lena, "/retention")
    applied = lena.post_json(f"{API}/retention/apply").json()
    purged = lena.post_json(f"{API}/people/purge").json()

    assert (due["schema"], due["dry_run"], applied["dry_run"]) == ("candor.retention/1", True, False)
    assert read(lena, "/people/purge")["dry_run"]
    assert purged["sources"] == []
    for path in ("/retention/apply", "/people/purge"):
        assert mona.post_json(API + path).status_code == 403
    for path in ("/retention", "/people/purge"):
        assert mona.get(API + path).status_code == 403


def test_a_model_comes_with_its_manifest_and_card(site: Site) -> None:
    dan = site.visitor("dan")
    (bundle,) = read(dan, "/models")["items"]

    found = read(dan, f"/models/{bundle['hash']}")

    assert found["champion"]
    assert found["manifest"]["kind"]
    assert found["card"].startswith("#")
    assert dan.get(f"{API}/models/{'0' * 64}").status_code == 404
    assert site.visitor("mona").get(f"{API}/models/{bundle['hash']}").status_code == 403


def test_a_template_is_read_saved_and_versioned_by_script(site: Site) -> None:
    paul = site.visitor("paul")
    role = {"id": "ledger", "title": "Ledger engineer", "must_have": ["Python"]}

    first = paul.post_json(f"{API}/templates", role=role)
    same = paul.post_json(f"{API}/templates", role=role)
    other = paul.post_json(f"{API}/templates", role=role | {"must_have": ["Rust"]})

    assert [one.json()["version"] for one in (first, same, other)] == [1, 1, 2]
    assert read(paul, "/templates/ledger")["role"]["must_have"] == ["Rust"]
    assert paul.post_json(f"{API}/templates", role={"title": "x"}).status_code == 422
    assert site.visitor("mona").post_json(f"{API}/templates", role=role).status_code == 403


def test_a_whole_list_of_grants_is_compared_then_proposed(site: Site) -> None:
    ada = site.visitor("ada")
    lines = [{"name": "nina", "display_name": "Nina Berg", "role": "requester", "business_unit": "Payments"}]

    planned = ada.post_json(f"{API}/grants/import", lines=lines).json()
    done = ada.post_json(f"{API}/grants/import", lines=lines, apply=True).json()
    wrong = ada.post_json(f"{API}/grants/import", lines=[{"nmae": "x"}])

    assert (planned["applied"], done["applied"]) == (False, True)
    assert [one["name"] for one in done["new_accounts"]] == ["nina"]
    assert [one["account"]["name"] for one in read(ada, "/grants/pending")["items"]] == ["Nina Berg"]
    assert (wrong.status_code, wrong.json()["faults"][0]["line"]) == (422, 1)


def test_what_groups_give_is_proposed_confirmed_and_ended_by_people(site: Site) -> None:
    ada, bea = site.visitor("ada"), site.visitor("bea")
    groups = {"askers": [{"role": "requester", "business_unit": "Payments"}]}

    made = ada.post_json(f"{API}/sign-on/mappings", groups=groups).json()["mapping"]
    own = ada.post_json(f"{API}/sign-on/mappings/{made}/confirm").status_code
    confirmed = bea.post_json(f"{API}/sign-on/mappings/{made}/confirm").status_code
    (found,) = read(bea, "/sign-on/mappings")["items"]
    ended = ada.post_json(f"{API}/sign-on/mappings/{made}/end").status_code

    assert (own, confirmed, ended) == (403, 200, 200)
    assert found["confirmed_by"]["name"] == "Bea"
    assert read(bea, "/sign-on/mappings")["items"] == []


def test_a_password_is_set_by_a_person_and_by_no_token(site: Site) -> None:
    from tests.review_ui.web.test_api import by_token

    token, mona = by_token(site, "mona"), site.visitor("mona")
    path = f"{API}/accounts/mona/password"

    refused = token.client.post(path, json={"password": "another horse entirely"})
    done = mona.post_json(path, password="another horse entirely", current_password=PASSWORD)

    assert (refused.status_code, done.status_code) == (403, 200)
    assert site.visitor().log_in("mona", "another horse entirely").status_code == 303


def test_the_pool_is_ranked_for_whoever_may_see_fit_there_and_nothing_is_kept(site: Site) -> None:
    mona, paul = site.visitor("mona"), site.visitor("paul")
    ask = {"role": ROLE, "business_unit": UNIT, "top": 5}
    audrey = site.visitor("audrey")
    entries = read(audrey, "/audit/entries?limit=200")

    found = mona.post_json(f"{API}/ranking", **ask).json()

    assert (found["schema"], len(found["candidates"])) == ("candor.rank/1", 5)
    assert found["excluded"]
    assert read(audrey, "/audit/entries?limit=200") == entries
    assert site.visitor("otto").post_json(f"{API}/ranking", **ask).status_code == 403
    assert site.visitor("dan").post_json(f"{API}/ranking", **ask).status_code == 403
    assert mona.post_json(f"{API}/ranking", business_unit=UNIT).status_code == 422
    with site.workspace.command(site.actor("paul")) as work:
        stop_ranking(work, reason="tried", business_unit=UNIT)
    assert paul.post_json(f"{API}/ranking", **ask).status_code == 409


def test_a_template_is_filed_under_a_family(site: Site) -> None:
    paul = site.visitor("paul")

    filed = paul.post_json(f"{API}/templates/backend-engineer/family", family="data-ai")
    unknown = paul.post_json(f"{API}/templates/backend-engineer/family", family="astrology")

    assert (filed.status_code, unknown.status_code) == (200, 422)
