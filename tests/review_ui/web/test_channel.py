"""Why this platform: counts from the list, where the answer is known by hand."""

from review_ui.web.views.channel import channels
from tests.review_ui.web.world import Site

PROFILES = {
    "P-1": {"platform": "Upwork", "as_of": "2026-11-14"},
    "P-2": {"platform": "Toptal", "as_of": "2026-11-02"},
    "P-3": {"platform": "Toptal"},
    "P-4": {},
}


def test_a_selected_person_is_placed_and_compared_with_the_best_fits_by_platform() -> None:
    fits = {"P-1": "strong", "P-2": "strong", "P-3": "strong", "P-4": "weak"}

    said = channels(["P-1"], PROFILES, {"P-1": "Amara"}, fits)

    assert said == (
        "Amara: seen on Upwork, 14 Nov 2026.",
        "Strong fit on this list: 2 from Toptal and 1 from Upwork.",
    )


def test_without_fits_everybody_on_the_list_is_counted() -> None:
    said = channels(["P-3"], PROFILES, {}, {})

    assert said == (
        "P-3: seen on Toptal.",
        "People on this list: 2 from Toptal, 1 from Upwork and 1 from a source that names none.",
    )


def test_of_people_who_are_gone_nothing_is_said() -> None:
    assert channels(["P-9"], PROFILES, {}, {}) == ()
    assert channels([], PROFILES, {}, {}) == ()


def test_the_case_says_it_to_whoever_approves(site: Site) -> None:
    requisition_id, _ = site.selected()

    page = site.visitor("petra").get(f"/requisitions/{requisition_id}").text

    assert "Why this platform" in page
    assert "on this list: " in page
