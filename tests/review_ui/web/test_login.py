"""Logging in and out: whom the page names, lock-out, where one lands, what becomes of an ended session."""

from tests.review_ui.web.world import PASSWORD, Site


def test_the_page_says_that_this_is_a_demo_and_who_can_log_in(site: Site) -> None:
    page = site.visitor().get("/login").text

    assert "Synthetic data" in page
    assert "This is a demo" in page
    assert "mona" in page
    assert "Hiring manager, Payments" in page


def test_the_right_password_opens_a_session_that_scripts_cannot_read(site: Site) -> None:
    answer = site.visitor().log_in("mona")

    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("candor_session="))
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_session_cookie_is_secure(site: Site) -> None:
    answer = site.visitor(base="https://candor.example").log_in("mona")

    assert "Secure" in next(
        c for c in answer.headers.get_list("set-cookie") if c.startswith("candor_session=")
    )


def test_a_wrong_password_is_told_apart_from_an_unknown_name_by_nothing(site: Site) -> None:
    wrong, unknown = site.visitor().log_in("mona", "not the password"), site.visitor().log_in("nobody", "x")

    assert wrong.status_code == unknown.status_code == 401
    assert "name or the password is wrong" in wrong.text
    assert wrong.text.replace("mona", "?").count("wrong") == unknown.text.replace("nobody", "?").count(
        "wrong"
    )


def test_repeated_failures_lock_the_name_even_for_the_right_password(site: Site) -> None:
    visitor = site.visitor()
    for _ in range(6):
        visitor.log_in("mona", "not the password")

    answer = visitor.log_in("mona", PASSWORD)

    assert answer.status_code == 401
    assert "Too many failed log-ins" in answer.text


def test_logging_in_leads_back_to_the_page_that_was_asked_for(site: Site) -> None:
    visitor = site.visitor()
    asked = visitor.get("/requisitions?state=draft", follow_redirects=False)

    answer = visitor.post(
        "/login", follow=False, name="mona", password=PASSWORD, next="/requisitions?state=draft"
    )

    assert asked.headers["location"] == "/login?next=%2Frequisitions%3Fstate%3Ddraft"
    assert answer.headers["location"] == "/requisitions?state=draft"


def test_logging_in_never_leads_to_another_site(site: Site) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = site.visitor().post("/login", follow=False, name="mona", password=PASSWORD, next=elsewhere)

        assert answer.headers["location"] == "/"


def test_after_logging_out_the_old_cookie_opens_nothing(site: Site) -> None:
    visitor = site.visitor("mona")
    token = visitor.client.cookies["candor_session"]
    visitor.post("/logout")

    visitor.client.cookies.set("candor_session", token)

    assert visitor.get("/", follow_redirects=False).headers["location"] == "/login"


def test_a_session_ends_after_half_an_hour_without_a_step(site: Site) -> None:
    visitor = site.visitor("mona")
    site.clock.advance(minutes=31)

    assert visitor.get("/", follow_redirects=False).status_code == 303


def test_a_note_being_written_when_the_session_ended_is_given_back(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    site.clock.advance(hours=13)

    answer = visitor.post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        decision="select",
        reason_code="evidence_strong",
        note="The latency work is what we need.",
    )

    assert answer.status_code == 401
    assert "The latency work is what we need." in answer.text
    assert site.case(requisition_id).candidates[0].decision is None


def test_a_form_opened_before_the_session_ended_can_be_sent_after_logging_in_again(site: Site) -> None:
    requisition_id, ranked = site.in_review()
    visitor = site.visitor("mona")
    old_token = visitor.csrf()
    site.clock.advance(hours=13)
    visitor.log_in("mona")

    answer = visitor.client.post(
        f"/requisitions/{requisition_id}/candidates/{ranked[0]}/decision",
        data={"csrf": old_token, "decision": "select", "reason_code": "evidence_strong"},
        follow_redirects=False,
    )

    assert answer.status_code == 303
