"""People and grants as pages: two people give a role, one takes it back, and whoever may not finds the door shut."""

import re
from html import unescape
from typing import Any

import pytest
from httpx import Response

from governance.access import SCOPES, RoleName
from governance.sign_on.mapping import propose_mapping
from review_ui.web.views.access import ROLE_MEANS, SCOPE_MEANS
from tests.review_ui.web.test_api import API, by_token
from tests.review_ui.web.world import PASSWORD, UNIT, Site, said

ROLE = {"role": "finance", "business_unit": UNIT, "jurisdiction": "*"}
LIST = "name,display_name,role,business_unit,jurisdiction,limit_amount,limit_currency,starts,ends\n"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def act(site: Site, by: str, path: str, **fields: Any) -> Response:
    return site.visitor(by).post(path, follow=False, **fields)


def proposed(site: Site, name: str = "dan", by: str = "ada", **changes: str) -> str:
    """A role that somebody proposed on the page; gives the grant's id."""
    answer = act(site, by, f"/access/{name}/grants", **ROLE | changes)
    assert said(answer) == "grant-proposed", answer.text
    found = re.findall(r"/grants/(G-\d+)/deny", site.visitor(by).get(f"/access/{name}").text)
    return str(found[-1])


def test_every_role_and_every_scope_has_its_sentence() -> None:
    assert set(ROLE_MEANS) == set(RoleName)
    assert set(SCOPE_MEANS) == set(SCOPES)


def test_every_account_is_listed_with_its_roles_in_words_and_who_gave_them(site: Site) -> None:
    page = text_of(site.visitor("ada").get("/access").text)

    assert "Granting takes two people" in page
    assert "11 accounts" in page
    assert (
        "Paul Novak paul Procurement in every business unit, up to $200,000 ; Ada King proposed, Bea confirmed"
        in page
    )
    assert f"Mona Hartley mona Hiring manager in {UNIT}" in page
    assert "Ada King ada Administrator in every business unit ; the first account of this record" in page
    assert (
        "Bea bea Administrator in every business unit ; Ada King proposed and confirmed, as the second"
        in page
    )


def test_accounts_are_found_by_name_and_by_the_unit_they_reach_into(site: Site) -> None:
    ada = site.visitor("ada")

    by_name = text_of(ada.get("/access?words=NOVAK").text)
    by_unit = text_of(ada.get("/access?unit=Legal").text)
    nobody = text_of(ada.get("/access?words=zzz").text)

    assert ("1 account" in by_name, "Paul Novak" in by_name, "Mona" in by_name) == (True, True, False)
    assert ("Otto Reuter" in by_unit, "Paul Novak" in by_unit, "Mona" in by_unit) == (True, True, False)
    assert "No account answers to that" in nobody


def test_hundreds_of_accounts_come_a_page_at_a_time(site: Site) -> None:
    lines = "".join(f"n{number:03},Number {number},requester,{UNIT},,,,,\n" for number in range(60))
    ada = site.visitor("ada")
    seen = re.search(
        r'name="seen"\s+value="(\w+)"', ada.post("/grants/import/preview", text=LIST + lines).text
    )
    assert seen is not None
    assert (
        said(ada.post("/grants/import", follow=False, text=LIST + lines, seen=seen[1])) == "grants-imported"
    )

    first = ada.get("/access").text
    later = re.search(r'href="\?([^"]*after=[^"]*)#accounts"', first)
    assert later is not None
    second = text_of(ada.get(f"/access?{unescape(later[1])}").text)

    assert "50 more roles" in text_of(site.visitor("bea").get("/").text)
    assert "71 accounts" in text_of(first)
    assert "Show 50 more" in text_of(first)
    assert "Number 58" not in text_of(first.split('<h2 id="accounts">')[1])
    assert "Number 58" in second
    assert "Number 59 n059" in text_of(ada.get("/access?waiting=all").text)


def test_one_proposes_and_another_confirms(site: Site) -> None:
    grant = proposed(site, limit_amount="1,000", limit_currency="eur", jurisdiction="de", ends="2027-01-31")
    own, other = (text_of(site.visitor(name).get("/access").text) for name in ("ada", "bea"))

    assert "Finance in Payments, for work in DE, up to €1,000, until 31 Jan 2027" in own
    assert "Not by you: Ada King proposed this and so may not confirm it" in own
    assert ("Withdraw" in own, "Confirm" in own) == (True, False)
    assert ("Deny" in other, "Confirm" in other) == (True, True)
    assert "Confirm or deny the role" in site.visitor("bea").get("/").text
    assert "Confirm or deny the role" not in site.visitor("ada").get("/").text
    assert act(site, "ada", f"/grants/{grant}/confirm").status_code == 403
    assert act(site, "dan", f"/grants/{grant}/confirm").status_code == 403
    assert site.actor("dan").grants[-1].role == "data_scientist"

    answer = act(site, "bea", f"/grants/{grant}/confirm", back="/access/dan")

    assert answer.headers["location"].startswith("/access/dan?said=grant-confirmed")
    assert [one.role for one in site.actor("dan").grants] == ["data_scientist", "finance"]
    assert act(site, "bea", f"/grants/{grant}/confirm").status_code == 409
    assert act(site, "bea", f"/grants/{grant}/deny").status_code == 409


@pytest.mark.parametrize("by", ["ada", "bea"])
def test_a_proposal_is_withdrawn_or_denied_by_one_and_stays_on_record(site: Site, by: str) -> None:
    grant = proposed(site)

    assert said(act(site, by, f"/grants/{grant}/deny")) == "grant-denied"

    page = text_of(site.visitor("bea").get("/access/dan").text)
    assert "Past roles and proposals: 1" in page
    assert "Ada King proposed, nobody confirmed Not given" in page


def test_back_leads_nowhere_else(site: Site) -> None:
    answer = act(site, "ada", f"/grants/{proposed(site)}/deny", back="https://elsewhere.example/access")

    assert answer.headers["location"].startswith("/access?")


def test_what_cannot_be_proposed_says_every_fault_and_keeps_what_was_typed(site: Site) -> None:
    sent = {
        "role": "finance",
        "business_unit": UNIT,
        "jurisdiction": "Mars",
        "limit_amount": "much",
        "ends": "soon",
    }

    answer = act(site, "ada", "/access/dan/grants", **sent)

    page = answer.text
    assert answer.status_code == 422
    assert "3 things need another look" in page
    assert re.findall(r'<div class="note note-bad"\s+role="alert" tabindex="-1" (\w+)', page) == ["autofocus"]
    assert page.count(" autofocus") == 1, "who cannot point goes on from what is wrong"
    assert [word for word in ("Mars", "much", "soon") if f'value="{word}"' not in page] == []
    assert re.search(r'value="finance"\s+required\s+checked', page)


@pytest.mark.parametrize(
    ("name", "changes", "code", "words"),
    [
        ("ada", {}, 403, "Nobody grants themselves a role"),
        ("audrey", {}, 409, "an account that is auditor cannot also be finance"),
        ("dan", {"role": "administrator"}, 409, "cannot also be administrator"),
        ("dan", {"business_unit": ""}, 422, "business unit of at most 80 characters or *"),
        ("dan", {"starts": "2027-02-01", "ends": "2027-01-01"}, 422, "expected an end on or after the start"),
        ("nobody", {}, 404, "no account"),
    ],
)
def test_a_proposal_against_the_rules_is_refused_as_a_page(
    site: Site, name: str, changes: dict[str, str], code: int, words: str
) -> None:
    answer = act(site, "ada", f"/access/{name}/grants", **ROLE | changes)

    assert answer.status_code == code
    assert words.casefold() in text_of(answer.text).casefold()


def test_one_takes_back_a_role_at_once_but_not_their_own(site: Site) -> None:
    (grant,) = re.findall(r"/grants/(G-\d+)/revoke", site.visitor("ada").get("/access/dan").text)
    (own,) = re.findall(r"/grants/(G-\d+)/revoke", site.visitor("bea").get("/access/ada").text)

    assert "/revoke" not in site.visitor("ada").get("/access/ada").text
    assert act(site, "ada", f"/grants/{own}/revoke").status_code == 403
    assert said(act(site, "ada", f"/grants/{grant}/revoke", back="/access/dan")) == "grant-revoked"
    assert site.actor("dan").grants == ()
    assert act(site, "ada", f"/grants/{grant}/revoke").status_code == 409
    assert act(site, "ada", "/grants/G-9999/revoke").status_code == 404


def test_an_account_is_added_and_may_do_nothing(site: Site) -> None:
    answer = act(site, "ada", "/access", name="Nina", display_name="Nina Berg", password=PASSWORD)

    assert answer.headers["location"] == "/access/nina?said=account-added"
    assert site.visitor().log_in("nina").status_code == 303
    page = text_of(site.visitor("ada").get("/access/nina").text)
    assert "Nothing yet. Propose a role" in page
    assert "Nothing yet. One administrator proposes a role for you" in text_of(
        site.visitor("nina").get("/account").text
    )


def test_an_account_that_cannot_be_added_keeps_its_name_and_never_its_password(site: Site) -> None:
    taken = act(site, "ada", "/access", name="dan", display_name="Another Dan", password=PASSWORD)
    short = act(site, "ada", "/access", name="nina", display_name="Nina Berg", password="short")

    assert (taken.status_code, short.status_code) == (409, 422)
    assert "There is an account 'dan' already" in text_of(taken.text)
    assert "at least 10 characters" in short.text
    assert 'value="Nina Berg"' in short.text
    assert (PASSWORD in taken.text, 'value="short"' in short.text) == (False, False)


def test_closing_says_what_ends_and_ends_it(site: Site) -> None:
    dan = site.visitor("dan")
    site.delegated("petra", "dan", site.workspace.today(), site.workspace.today())
    dan.post("/account/tokens", label="ci", scopes="read")

    page = text_of(site.visitor("ada").get("/access/dan").text)
    assert "Ends at once: • 1 open session • 1 token • 1 role • 1 delegation" in page
    assert "What waits for Dan Ito to answer waits for their role again" in page
    assert said(act(site, "ada", "/access/dan/disable")) == "account-closed"

    after = text_of(site.visitor("ada").get("/access/dan").text)
    assert dan.get("/account", follow_redirects=False).status_code == 303
    assert ("Closed" in after, "Propose a role" in after) == (True, False)
    assert act(site, "ada", "/access/dan/disable").status_code == 409
    assert act(site, "ada", "/access/dan/grants", **ROLE).status_code == 409
    assert act(site, "ada", "/access/ada/disable").status_code == 403
    assert said(act(site, "ada", "/access/dan/enable")) == "account-opened"
    assert site.actor("dan").grants == ()


def test_closing_the_second_administrator_warns_that_one_is_left(site: Site) -> None:
    assert "One administrator would be left" in site.visitor("ada").get("/access/bea").text
    act(site, "ada", "/access/bea/disable")

    assert "One administrator is left" in site.visitor("ada").get("/access").text


def test_what_waits_for_a_leaver_waits_for_their_role(site: Site) -> None:
    requisition = site.submitted()
    site.delegated("petra", "dora", site.workspace.today(), site.workspace.today())
    assert "Petra Simms" in site.visitor("dora").get("/approvals").text

    act(site, "ada", "/access/petra/disable")

    assert requisition in site.visitor("paul").get("/approvals").text
    assert requisition not in site.visitor("dora").get("/approvals").text
    assert "Ended" in text_of(site.visitor("dora").get("/account").text)


def test_when_one_administrator_is_left_compliance_confirms_the_next_and_nothing_else(site: Site) -> None:
    act(site, "ada", "/access/bea/disable")
    other = proposed(site, "otto", role="requester")
    act(site, "ada", "/access", name="nina", password=PASSWORD)
    next_one = proposed(site, "nina", role="administrator", business_unit="*")
    page = text_of(site.visitor("lena").get("/access").text)

    assert "Administrator for" in site.visitor("lena").get("/").text
    assert ("Nina" in page.title(), "Accounts" in page) == (True, False)
    assert act(site, "lena", f"/grants/{other}/confirm").status_code == 403
    assert said(act(site, "lena", f"/grants/{next_one}/confirm")) == "grant-confirmed"


def test_an_administrator_ends_sessions_tokens_and_sets_a_password(site: Site) -> None:
    dan = site.visitor("dan")
    dan.post("/account/tokens", label="nightly run", scopes="read")
    page = site.visitor("ada").get("/access/dan").text
    (token,) = re.findall(r"/access/dan/tokens/(T-\d+)/revoke", page)

    assert "nightly run" in page
    assert said(act(site, "ada", f"/access/dan/tokens/{token}/revoke")) == "token-revoked"
    assert act(site, "ada", f"/access/dan/tokens/{token}/revoke").status_code == 409
    assert said(act(site, "ada", "/access/dan/log-out")) == "sessions-ended"
    assert dan.get("/account", follow_redirects=False).status_code == 303
    short = act(site, "ada", "/access/dan/password")
    assert (short.status_code, "at least 10 characters" in short.text) == (422, True)
    assert said(act(site, "ada", "/access/dan/password", password=" blanks at both ends ")) == "password-set"
    assert site.visitor().log_in("dan", " blanks at both ends ").status_code == 303


def test_an_auditor_reads_and_changes_nothing(site: Site) -> None:
    grant = proposed(site)
    audrey = site.visitor("audrey")

    everybody, one = audrey.get("/access").text, audrey.get("/access/dan").text

    assert 'href="/access"' in everybody
    assert [
        word
        for word in ("/disable", "/revoke", "/log-out", "/password", 'action="/access"')
        if word in everybody + one
    ] == []
    for path in ("/access", "/access/dan/grants", "/access/dan/disable", "/access/dan/enable", "/access/dan/log-out",
                 "/access/dan/password", "/grants/import", "/grants/import/preview", f"/grants/{grant}/confirm",
                 f"/grants/{grant}/deny"):  # fmt: skip
        sent = ROLE | {"name": "eve", "password": PASSWORD, "text": LIST}
        assert act(site, "audrey", path, **sent).status_code == 403, path


@pytest.mark.parametrize("name", ["rita", "mona", "paul", "dan"])
def test_whoever_may_not_read_accounts_finds_no_names_to_try(site: Site, name: str) -> None:
    visitor = site.visitor(name)

    assert 'href="/access"' not in visitor.get("/").text
    codes = {
        path: visitor.get(path).status_code
        for path in ("/access", "/access/ada", "/access/nobody", f"/access/{name}", "/grants/import")
    }
    assert set(codes.values()) == {403}, codes
    assert {
        visitor.post(f"/access/{who}/disable", follow=False).status_code for who in ("ada", "nobody")
    } == {403}


def test_a_list_is_looked_at_and_then_proposed_as_it_was(site: Site) -> None:
    ada, text = (
        site.visitor("ada"),
        LIST + f"nina,Nina Berg,finance,{UNIT},DE,500,eur,,\r\ndan,,data_scientist,*,,,,,\n",
    )

    looked = ada.post("/grants/import/preview", text=text).text
    seen = re.search(r'name="seen"\s+value="(\w+)"', looked)

    assert seen is not None
    assert "1 new role, 1 new account, 1 as on record, 8 on record and not in the list" in text_of(looked)
    assert "new account, without a password Finance in Payments, for work in DE, up to €500" in text_of(
        looked
    )
    assert "nina" not in ada.get("/access").text
    assert said(ada.post("/grants/import", follow=False, text=text, seen=seen[1])) == "grants-imported"
    page = text_of(site.visitor("bea").get("/access").text)
    assert "Nina Berg nina Finance in Payments, for work in DE, up to €500" in page
    assert site.actor("paul").grants != ()


def test_a_list_that_would_change_something_else_by_now_is_not_followed(site: Site) -> None:
    ada, text = site.visitor("ada"), LIST + "dan,,data_scientist,*,,,,,\n"
    looked = ada.post("/grants/import/preview", text=text).text
    seen = re.search(r'name="seen"\s+value="(\w+)"', looked)
    assert seen is not None
    proposed(site, "otto", role="requester")

    answer = ada.post("/grants/import", follow=False, text=text, seen=seen[1], revoke_missing="true")
    unseen = ada.post("/grants/import", follow=False, text=text)

    assert (answer.status_code, unseen.status_code) == (409, 409)
    assert "Accounts or grants have changed since you looked" in text_of(answer.text)
    assert "Otto Reuter" not in text_of(answer.text)
    assert "otto Requester" in text_of(answer.text), "what it would change now is shown anew"
    assert site.actor("otto").grants != ()


def test_what_a_list_leaves_out_is_taken_back_only_when_asked(site: Site) -> None:
    ada, text = site.visitor("ada"), LIST + "dan,,data_scientist,*,,,,,\n"
    seen = re.search(r'name="seen"\s+value="(\w+)"', ada.post("/grants/import/preview", text=text).text)
    assert seen is not None

    ada.post("/grants/import", follow=False, text=text, seen=seen[1])
    assert site.actor("paul").grants != ()
    ada.post("/grants/import", follow=False, text=text, seen=seen[1], revoke_missing="true")

    assert site.actor("paul").grants == ()
    assert (site.actor("dan").grants != (), site.actor("ada").grants != ()) == (True, True)


@pytest.mark.parametrize("path", ["/grants/import/preview", "/grants/import"])
def test_a_list_with_faults_names_every_one_and_stays(site: Site, path: str) -> None:
    text = LIST + "dan,,king,*,,,,,\nada,,finance,*,,,,,\nnina,,requester,*,Mars,,,,\n"

    answer = act(site, "ada", path, text=text)
    no_heading = act(site, "ada", path, text="dan,king")

    assert (answer.status_code, no_heading.status_code) == (422, 422)
    assert (
        "the list:2 expected a role" in text_of(answer.text).replace(" :", ":") or "the list:2" in answer.text
    )
    assert "the list:4" in answer.text
    assert "dan,,king" in answer.text
    assert "a column name" in no_heading.text


def test_a_mapping_waits_for_another_administrator(site: Site) -> None:
    groups: dict[str, Any] = {"groups": {"buyers": [{"role": "procurement", "business_unit": UNIT}]}}
    with site.workspace.command(site.actor("ada")) as work:
        made = propose_mapping(work, groups, "mapping")
    own, other = (text_of(site.visitor(name).get("/access").text) for name in ("ada", "bea"))

    assert "buyers Procurement in Payments, without a limit, so no amount" in own
    assert "You proposed it, so another administrator confirms it" in own
    assert "Confirm Deny" in other.replace("  ", " ")
    assert act(site, "ada", f"/sign-on/mappings/{made}/confirm").status_code == 403
    assert said(act(site, "bea", f"/sign-on/mappings/{made}/confirm")) == "mapping-confirmed"
    assert "in force" in text_of(site.visitor("audrey").get("/access").text)
    assert said(act(site, "ada", f"/sign-on/mappings/{made}/end")) == "mapping-ended"
    assert act(site, "ada", f"/sign-on/mappings/{made}/end").status_code == 409


def test_no_token_does_on_a_page_what_people_do(site: Site) -> None:
    script = by_token(site, "bea")

    assert script.client.get("/access", follow_redirects=False).status_code == 303
    answer = script.post("/access/dan/grants", follow=False, **ROLE)
    assert answer.status_code == 401
    assert [one.role for one in site.actor("dan").grants] == ["data_scientist"]


def test_the_same_account_by_api(site: Site) -> None:
    grant = proposed(site)

    found = site.visitor("audrey").get(f"{API}/accounts/dan").json()

    assert [one["state"] for one in found["grants"]] == ["in force"]
    assert [(one["id"], one["why_not"] is None) for one in found["waiting"]] == [(grant, False)]
    assert found["would_end"]["pending_grants"] == 1
    assert site.visitor("mona").get(f"{API}/accounts/dan").status_code == 403
    assert site.visitor("ada").get(f"{API}/accounts/nobody").status_code == 404
