"""The audit log's page: by subject, in pages, verified; for those who audit."""

from sqlalchemy import text

from tests.review_ui.web.world import Site


def test_the_log_is_searched_by_requisition(site: Site) -> None:
    first, second = site.submitted(), site.draft()

    page = site.visitor("audrey").get(f"/audit?subject={first}").text

    assert "Submitted the request" in page
    assert second not in page.split("<tbody>")[1]


def test_an_intact_log_says_so_with_its_root(site: Site) -> None:
    page = site.visitor("audrey").get("/audit?verify=1").text

    assert "The log is intact." in page
    assert "Root" in page
    assert "ail not proven" in page


def test_a_changed_entry_is_named(site: Site) -> None:
    site.submitted()
    visitor = site.visitor("audrey")
    with site.workspace.database.upkeep() as session:
        for (trigger,) in session.execute(
            text("select name from sqlite_master where type = 'trigger' and tbl_name = 'audit_entry'")
        ).all():
            session.execute(text(f"drop trigger {trigger}"))
        session.execute(
            text(
                "update audit_entry set entry = replace(entry, 'submitted', 'cancelled') where seq = (select max(seq) - 1 from audit_entry)"
            )
        )

    page = visitor.get("/audit?verify=1").text

    assert "The log is not intact." in page
    assert "First bad entry" in page


def test_long_logs_are_read_in_pages(site: Site) -> None:
    for _ in range(30):
        site.submitted()
    visitor = site.visitor("audrey")

    first = visitor.get("/audit").text

    assert "Later entries" in first
    assert first.count("<tr>") == 101
    assert "after=100" in first
    assert 'data-label="#">101<' in visitor.get("/audit?after=100").text


def test_others_do_not_read_the_whole_log(site: Site) -> None:
    assert site.visitor("mona").get("/audit").status_code == 403
    assert site.visitor("dan").get("/audit").status_code == 403


def test_an_unknown_subject_is_an_empty_page_and_its_words_are_escaped(site: Site) -> None:
    page = site.visitor("audrey").get("/audit?subject=<script>alert(1)</script>").text

    assert "Nothing on record under &lt;script&gt;" in page


def test_the_log_is_searched_by_who_what_and_when(site: Site) -> None:
    selected, _ = site.selected()
    site.submitted()
    visitor = site.visitor("audrey")
    mona = site.actor("mona").id

    by_mona = visitor.get(f"/audit?who={mona}&about=review").text
    another_day = visitor.get("/audit?since=2020-01-01&until=2020-01-02").text

    assert by_mona.count("Finished the review") == 1
    assert "Submitted the request" not in by_mona
    assert f'<option value="{mona}" selected>' in by_mona
    assert "Nothing on record answers to that." in another_day
    assert f"requisition {selected}" in visitor.get(f"/audit?subject={selected}").text


def test_a_day_that_is_none_is_said_to_be_none(site: Site) -> None:
    answer = site.visitor("audrey").get("/audit?since=yesterday")

    assert answer.status_code == 422
    assert "a date such as 2027-01-31" in answer.text


def test_the_case_shows_who_must_say_yes_and_who_did(site: Site) -> None:
    selected, _ = site.selected()

    page = site.visitor("paul").get(f"/requisitions/{selected}").text

    assert "Who must say yes to the selection" in page
    assert "waits, due" in page
