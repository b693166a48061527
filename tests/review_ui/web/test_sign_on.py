"""Signing in through an identity provider, against a real one over HTTP, well behaved and not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from httpx import Response
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from governance import accounts
from governance.sign_on import entering
from governance.sign_on.mapping import confirm_mapping, end_mapping, list_mappings, propose_mapping
from matching.errors import Conflict, Forbidden, InputError
from review_ui.settings import read_settings
from review_ui.sign_on import Provider as Configured
from review_ui.web.app import create_app
from tests.review_ui.web.provider import CLIENT, REDIRECT, SECRET, Provider
from tests.review_ui.web.world import PASSWORD, Site, Visitor

MAPPING: dict[str, Any] = {
    "groups": {
        "buyers": [
            {"role": "procurement", "business_unit": "Payments", "jurisdiction": "DE",
             "limit": {"amount": 60000, "currency": "EUR"}}
        ],
        "askers": [{"role": "requester", "business_unit": "Payments"}],
        "checkers": [{"role": "auditor"}],
    }
}  # fmt: skip
NINA = {"sub": "u-1", "preferred_username": "Nina", "name": "Nina Berg", "email": "mona@example.com",
        "groups": ["buyers", "unknown"]}  # fmt: skip


@pytest.fixture
def provider(site: Site) -> Iterator[Provider]:
    provider = Provider(site.clock, dict(NINA))
    site.workspace.settings = replace(
        site.workspace.settings,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_redirect=REDIRECT,
        oidc_secret=SECRET,
        oidc_name="Example",
    )
    yield provider
    provider.close()


@pytest.fixture
def mapped(site: Site, provider: Provider) -> Provider:
    """The provider with a mapping in force, proposed by ada and confirmed by bea."""
    mapping(site, MAPPING)
    return provider


def mapping(site: Site, document: dict[str, Any]) -> str:
    with site.workspace.command(site.actor("ada")) as work:
        proposed = propose_mapping(work, document, "mapping.yaml")
    with site.workspace.command(site.actor("bea")) as work:
        confirm_mapping(work, proposed)
    return proposed


def sent_back(visitor: Visitor, location: str | None = None) -> str:
    """To the provider and back as far as the address the browser is sent to here."""
    there = location or visitor.get("/sign-on", follow_redirects=False).headers["location"]
    back = httpx2.get(there, follow_redirects=False).headers["location"]
    assert back.startswith(REDIRECT + "?")
    return back.removeprefix("http://127.0.0.1")


def sign_in(visitor: Visitor) -> Response:
    return visitor.get(sent_back(visitor), follow_redirects=False)


def logged_in(visitor: Visitor) -> dict[str, Any] | None:
    answer = visitor.get("/api/v1/me")
    return answer.json() if answer.status_code == 200 else None


def test_the_log_in_page_offers_it_only_where_it_is_set(site: Site, provider: Provider) -> None:
    assert "Sign in with Example" in site.visitor().get("/login").text

    site.workspace.settings = replace(site.workspace.settings, oidc_issuer=None)
    without = Visitor(type(site.visitor().client)(create_app(site.workspace)))

    assert "Sign in with" not in without.get("/login").text
    assert without.get("/sign-on").status_code == 404
    without.client.close()


def test_signing_in_gives_what_the_groups_give_and_nothing_by_password(site: Site, mapped: Provider) -> None:
    visitor = site.visitor()

    answer = sign_in(visitor)

    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("candor_session="))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in cookie
    me = logged_in(visitor)
    assert me is not None
    assert (me["name"], me["display_name"]) == ("nina", "Nina Berg")
    (given,) = me["grants"]
    assert (given["role"], given["business_unit"], given["jurisdiction"]) == ("procurement", "Payments", "DE")
    assert given["approval_limit"] == {"amount": "60000.00", "currency": "EUR"}
    assert site.visitor().log_in("nina", PASSWORD).status_code == 401


def test_the_provider_is_asked_with_pkce_state_nonce_and_the_exact_address(
    site: Site, mapped: Provider
) -> None:
    sign_in(site.visitor())

    (asked,), (exchanged,) = mapped.asked, mapped.exchanged
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == exchanged["redirect_uri"] == REDIRECT
    assert len({asked["state"], asked["nonce"], asked["code_challenge"], exchanged["code_verifier"]}) == 4
    assert min(len(asked["state"]), len(asked["nonce"]), len(exchanged["code_verifier"])) >= 43


@pytest.mark.parametrize(
    "fault",
    ["wrong-nonce", "no-nonce", "wrong-aud", "extra-aud", "wrong-iss", "expired", "unsigned", "shared-secret",
     "other-key", "no-sub"],
)  # fmt: skip
def test_an_id_token_that_is_not_proved_lets_nobody_in(site: Site, mapped: Provider, fault: str) -> None:
    mapped.faults.add(fault)
    visitor = site.visitor()

    answer = sign_in(visitor)

    assert answer.status_code == 401
    assert "could not be proved" in answer.text
    assert logged_in(visitor) is None
    with pytest.raises(Exception, match="no account"):
        site.actor("nina")


def test_a_code_works_once_and_so_does_a_state(site: Site, mapped: Provider) -> None:
    first = site.visitor()
    back = sent_back(first)
    assert first.get(back, follow_redirects=False).status_code == 303
    code = parse_qs(urlsplit(back).query)["code"][0]

    again = first.get(back, follow_redirects=False)
    other = site.visitor()
    state = parse_qs(urlsplit(sent_back(other)).query)["state"][0]
    replayed = other.get(f"/sign-on/return?state={state}&code={code}", follow_redirects=False)

    assert again.status_code == replayed.status_code == 401
    assert "not begun here" in again.text
    assert "could not be proved" in replayed.text
    assert logged_in(other) is None


def test_a_log_in_ends_in_the_browser_it_began_in_and_within_ten_minutes(
    site: Site, mapped: Provider
) -> None:
    begun, other, late = site.visitor(), site.visitor(), site.visitor()
    stolen, slow = sent_back(begun), sent_back(late)
    other.get("/login")
    site.clock.advance(minutes=11)

    assert other.get(stolen, follow_redirects=False).status_code == 401
    assert late.get(slow, follow_redirects=False).status_code == 401
    assert other.get("/sign-on/return", follow_redirects=False).status_code == 401


@pytest.mark.parametrize(("fault", "status"), [("down", 502), ("other-issuer", 502), ("plain-http", 502)])
def test_a_provider_that_cannot_be_trusted_or_reached_is_told_plainly(
    site: Site, mapped: Provider, fault: str, status: int
) -> None:
    mapped.faults.add(fault)

    answer = site.visitor().get("/sign-on", follow_redirects=False)

    assert answer.status_code == status
    assert "Example" in answer.text
    assert 'name="password"' in answer.text


def test_a_provider_that_says_no_lets_nobody_in(site: Site, mapped: Provider) -> None:
    mapped.faults.add("refuse")

    answer = sign_in(site.visitor())

    assert answer.status_code == 401
    assert "Example did not log you in" in answer.text


def test_neither_the_secret_nor_a_token_is_in_a_page_or_the_log(site: Site, mapped: Provider) -> None:
    visitor = site.visitor()
    pages = [visitor.get("/login").text, sign_in(visitor).text]
    mapped.faults.add("wrong-nonce")
    pages.append(sign_in(visitor).text)

    with site.workspace.database.read() as session:
        pages += session.scalars(text("SELECT entry FROM audit_entry")).all()
        pages.append(str(session.execute(text("SELECT * FROM sign_on_attempt")).all()))
        pages.append(str(session.execute(text("SELECT * FROM account_identity")).all()))
    told = "\n".join(pages)
    assert SECRET not in repr(site.workspace.settings) + repr(site.app.state.provider)
    for secret in (SECRET, "an access token", "u-1", *(one["code_verifier"] for one in mapped.exchanged)):
        assert secret not in told


def test_groups_are_read_anew_at_each_log_in(site: Site, mapped: Provider) -> None:
    visitor = site.visitor()
    sign_in(visitor)
    mapped.person["groups"] = ["askers"]

    sign_in(visitor)

    assert [grant.role for grant in site.actor("nina").grants] == ["requester"]
    mapped.person["groups"] = []
    sign_in(visitor)
    assert site.actor("nina").grants == ()


def test_what_groups_give_ends_with_the_session(site: Site, mapped: Provider) -> None:
    first, second = site.visitor(), site.visitor()
    sign_in(first)
    sign_in(second)

    first.post("/logout")
    assert len(site.actor("nina").grants) == 1
    second.post("/logout")
    assert site.actor("nina").grants == ()
    sign_in(first)
    assert len(site.actor("nina").grants) == 1
    site.clock.advance(hours=12, minutes=1)
    assert site.actor("nina").grants == ()


def test_an_address_or_a_name_links_nothing(site: Site, mapped: Provider) -> None:
    mapped.person |= {"sub": "u-2", "preferred_username": "mona", "email": "mona"}
    visitor = site.visitor()

    answer = sign_in(visitor)

    assert answer.status_code == 409
    assert "a name proves nothing" in answer.text
    assert logged_in(visitor) is None


def test_the_same_subject_is_the_same_account_whatever_it_is_called_now(site: Site, mapped: Provider) -> None:
    sign_in(site.visitor())
    nina = site.actor("nina").id
    mapped.person |= {"preferred_username": "nina.smith", "email": "new@example.com"}
    visitor = site.visitor()

    sign_in(visitor)

    me = logged_in(visitor)
    assert me is not None
    assert me["id"] == nina


def test_the_same_sub_of_another_issuer_is_somebody_else(site: Site, mapped: Provider) -> None:
    sign_in(site.visitor())
    elsewhere = entering.Subject("https://other.example", "u-1", "nina2", "Nina", ("buyers",))

    other = entering.enter(site.workspace.database, elsewhere)

    assert other.id != site.actor("nina").id


def test_one_links_one_s_own_account_by_logging_in_to_both(site: Site, mapped: Provider) -> None:
    mona = site.visitor("mona")
    location = mona.post_json("/api/v1/me/sign-on").json()["location"]

    assert mona.get(sent_back(mona, location), follow_redirects=False).status_code == 303

    visitor = site.visitor()
    sign_in(visitor)
    me = logged_in(visitor)
    assert me is not None
    assert me["name"] == "mona"
    assert {grant["role"] for grant in me["grants"]} == {"hiring_manager", "procurement"}
    otto = site.visitor("otto")
    taken = otto.get(sent_back(otto, otto.post_json("/api/v1/me/sign-on").json()["location"]))
    assert taken.status_code == 409
    assert "another account" in taken.text


def test_whom_no_group_gives_anything_has_no_account(site: Site, mapped: Provider) -> None:
    mapped.person["groups"] = ["unknown"]

    answer = sign_in(site.visitor())

    assert answer.status_code == 403
    assert "None of your groups" in answer.text
    with pytest.raises(Exception, match="no account"):
        site.actor("nina")


def test_a_closed_account_stays_closed_whatever_the_provider_says(site: Site, mapped: Provider) -> None:
    sign_in(site.visitor())
    with site.workspace.command(site.actor("ada")) as work:
        accounts.disable(work, site.actor("nina").id)
    visitor = site.visitor()

    assert sign_in(visitor).status_code == 401
    assert logged_in(visitor) is None
    assert site.actor("nina").grants == ()


@pytest.mark.parametrize("groups", [["buyers", "checkers"], ["checkers", "askers"]])
def test_groups_that_would_mix_an_auditor_with_another_role_give_nothing(
    site: Site, mapped: Provider, groups: list[str]
) -> None:
    mapped.person["groups"] = groups

    sign_in(site.visitor())

    assert site.actor("nina").grants == ()


@pytest.mark.parametrize("name", ["ada", "bea"])
def test_who_signed_the_mapping_gets_nothing_from_it(site: Site, mapped: Provider, name: str) -> None:
    visitor = site.visitor(name)
    location = visitor.post_json("/api/v1/me/sign-on").json()["location"]

    visitor.get(sent_back(visitor, location))

    assert [grant.role for grant in site.actor(name).grants] == ["administrator"]


def test_a_mapping_takes_two_people_and_ends_what_the_one_before_gave(site: Site, mapped: Provider) -> None:
    sign_in(site.visitor())
    assert site.actor("nina").grants
    with site.workspace.command(site.actor("ada")) as work:
        proposed = propose_mapping(work, {"groups": {"buyers": [{"role": "finance"}]}}, "new.yaml")

    with (
        pytest.raises(Forbidden, match="Ada King proposed this"),
        site.workspace.command(site.actor("ada")) as work,
    ):
        confirm_mapping(work, proposed)
    with (
        pytest.raises(Forbidden, match=r"account\.manage"),
        site.workspace.command(site.actor("paul")) as work,
    ):
        confirm_mapping(work, proposed)
    assert site.actor("nina").grants
    with site.workspace.command(site.actor("bea")) as work:
        confirm_mapping(work, proposed)

    assert site.actor("nina").grants == ()
    sign_in(site.visitor())
    assert [grant.role for grant in site.actor("nina").grants] == ["finance"]
    with site.workspace.command(site.actor("ada")) as work:
        end_mapping(work, proposed)
    assert site.actor("nina").grants == ()
    with pytest.raises(Conflict, match="no longer waits"), site.workspace.command(site.actor("bea")) as work:
        confirm_mapping(work, proposed)


def test_only_who_sees_accounts_sees_the_mapping(site: Site, mapped: Provider) -> None:
    with site.workspace.database.read() as session:
        (found,) = list_mappings(session, site.actor("audrey"))
        with pytest.raises(Forbidden, match=r"account\.read"):
            list_mappings(session, site.actor("paul"))

    assert found.confirmed_by is not None
    assert (found.proposed_by.name, found.confirmed_by.name) == ("Ada King", "Bea")
    assert set(found.groups) == set(MAPPING["groups"])


def test_every_fault_of_a_mapping_is_told_at_once(site: Site) -> None:
    document = {
        "issuer": "x",
        "groups": {
            "a": [{"role": "king"}, {"role": "finance", "limit": 5}, "finance"],
            "b": [],
            "c": [{"role": "administrator"}],
            "d": [{"role": "finance", "limit": {"amount": 1, "currency": "XYZ"}, "sort": 1}],
            "e" * 201: [{"role": "finance"}],
        },
    }

    with (
        pytest.raises(InputError, match="cannot be used") as refused,
        site.workspace.command(site.actor("ada")) as work,
    ):
        propose_mapping(work, document, "mapping.yaml")

    assert [fault.field for fault in refused.value.faults] == [
        "issuer", "groups.a[0]", "groups.a[1].limit", "groups.a[2]", "groups.b", "groups.c[0]", "groups.d[0]",
        "groups.d[0]", "groups",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sign_on_mapping SET document = '{}'",
        "UPDATE sign_on_mapping SET confirmed_by = proposed_by",
        "DELETE FROM sign_on_mapping",
        "INSERT OR REPLACE INTO sign_on_mapping SELECT * FROM sign_on_mapping",
        "INSERT OR REPLACE INTO account_identity SELECT * FROM account_identity",
        "UPDATE account_identity SET account_id = (SELECT id FROM account WHERE name = 'paul')",
        "DELETE FROM account_identity",
        "UPDATE account_grant SET lapses_at = NULL WHERE basis = 'sign_on'",
    ],
)
def test_the_database_keeps_mapping_and_links_by_itself(site: Site, mapped: Provider, statement: str) -> None:
    sign_in(site.visitor())

    with (
        pytest.raises((IntegrityError, Conflict), match=r"sign-on mapping|one account|a grant"),
        site.workspace.command(site.actor("ada")) as work,
    ):
        work.session.execute(text(statement))


def test_settings_come_from_the_environment_and_the_secret_from_there_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    environment = {
        "CANDOR_OIDC_ISSUER": "https://login.example/tenant",
        "CANDOR_OIDC_CLIENT_ID": "candor",
        "CANDOR_OIDC_REDIRECT": "https://candor.example/sign-on/return",
        "CANDOR_OIDC_SECRET_FILE": str(tmp_path / "secret"),
    }

    from_file = Configured.of(read_settings(tmp_path, environment))
    from_environment = Configured.of(read_settings(tmp_path, environment | {"CANDOR_OIDC_SECRET": "direct"}))

    assert from_file is not None
    assert from_environment is not None
    assert (from_file.secret, from_environment.secret) == ("from a file", "direct")
    assert (from_file.name, from_file.groups_claim) == ("login.example", "groups")
    assert "from a file" not in repr(from_file)
    (tmp_path / "config.yaml").write_text("oidc_secret: lying about\n")
    with pytest.raises(InputError, match="cannot be used"):
        read_settings(tmp_path, environment)


def test_settings_that_cannot_be_used_are_told_at_once(tmp_path: Path) -> None:
    environment = {
        "CANDOR_OIDC_ISSUER": "http://login.example",
        "CANDOR_OIDC_REDIRECT": "https://candor.example/elsewhere",
        "CANDOR_OIDC_SECRET_FILE": str(tmp_path / "none"),
    }

    with pytest.raises(InputError, match="settings of sign-on") as refused:
        Configured.of(read_settings(tmp_path, environment))

    assert [fault.field for fault in refused.value.faults] == [
        "oidc_client_id", "oidc_issuer", "oidc_redirect", "oidc_secret_file",
    ]  # fmt: skip
