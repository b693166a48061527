"""Whether a model serves, from the keyboard alone: proposed by who trained it, denied and then approved by another, each with a reason."""

import json
import shutil
from hashlib import sha256

import pytest
from playwright.sync_api import Page, expect

from governance.canonical import canonical
from governance.promotion import SIGNATURE_FILE, BundleRecord, list_bundles, register_bundle, verify_signature
from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import Cast
from review_ui.web.views.names import short_model
from tests.review_ui.browser.conftest import People
from tests.review_ui.browser.keyboard import by_menu, log_in, pick, press, write
from tests.review_ui.browser.test_rules_and_oversight import BOTH

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OTHER = "Another reason"


@BOTH
def test_a_model_is_proposed_denied_proposed_again_and_approved_by_another(
    people: People, demo: Workspace, scripts: bool
) -> None:
    model = trained_again(demo, "2026-02-01T08:00:00Z" if scripts else "2026-02-01T09:00:00Z")
    short = short_model(model)
    dana, noor = (log_in(people, name, scripts=scripts) for name in ("dana", "noor"))

    propose(dana, short, "It saw the winter.")
    expect(dana.get_by_role("main")).to_contain_text("another person must answer")
    expect(dana.get_by_role("button", name="Approve for service")).to_have_count(0)
    assert record(demo, model).state == "proposed"

    answer(noor, short)
    press(noor, "Deny it")
    pick(noor, "Why", OTHER)
    press(noor, "Deny", most=3)
    note = noor.locator("#deny-note")
    expect(noor.get_by_role("alert")).to_contain_text("another look")
    expect(note).to_be_focused()
    expect(noor.get_by_label("Why", exact=True)).to_have_value("other")
    assert record(demo, model).state == "proposed"
    noor.keyboard.type("Read ten lists first.")
    press(noor, "Deny", most=1)
    expect(noor.locator("#flash")).to_contain_text("Denied")
    expect(noor.get_by_role("button", name="Approve for service")).to_have_count(0)
    assert (record(demo, model).state, record(demo, model).champion) == ("registered", False)

    propose(dana, short, "Ten lists were read.")
    answer(noor, short)
    write(noor, "Note", "The lists hold.")
    press(noor, "Approve for service", most=1)
    expect(noor.locator("#flash")).to_contain_text("The next shortlist is made by this model")
    served = record(demo, model)
    noor_id = Cast(demo)["noor"].id
    assert (served.state, served.champion, served.approved_by) == ("approved", True, noor_id)
    assert verify_signature(demo.database, model, demo.bundles / model)
    by_menu(dana, "Models", "Rules")
    expect(dana.get_by_role("heading", level=2).first).to_have_text(f"In service: {short}")
    assert [one for one in people.complaints if "422" not in one] == []


def propose(page: Page, short: str, why: str) -> None:
    """From the list of models to its page, and ask for it to serve."""
    by_menu(page, "Models", "Rules")
    expect(page.get_by_role("heading", level=1)).to_have_text("Models")
    press(page, short)
    expect(page.get_by_role("heading", level=1)).to_have_text(short)
    write(page, "Why it should serve", why)
    press(page, "Propose for service", most=1)
    expect(page.locator("#flash")).to_contain_text("Proposed. Someone else approves it.")


def answer(page: Page, short: str) -> None:
    """To the model from what waits at the desk."""
    by_menu(page, "Home")
    expect(page.get_by_role("link", name=f"Model {short}")).to_be_visible()
    press(page, f"Model {short}")
    expect(page.get_by_role("heading", level=1)).to_have_text(short)


def trained_again(demo: Workspace, at: str) -> str:
    """What dana's training made, as if she had trained the same once more at another time; its hash."""
    with demo.database.read() as session:
        trained = next(one for one in list_bundles(session) if not one.built_in)
    stated = json.loads((demo.bundles / trained.hash / "manifest.json").read_bytes())
    manifest = canonical(stated | {"created_at": at})
    made = demo.bundles / sha256(manifest).hexdigest()
    shutil.copytree(demo.bundles / trained.hash, made, ignore=shutil.ignore_patterns(SIGNATURE_FILE))
    (made / "manifest.json").write_bytes(manifest)
    with demo.command(Cast(demo)["dana"]) as work:
        register_bundle(work, made.name)
    return made.name


def record(demo: Workspace, model: str) -> BundleRecord:
    with demo.database.read() as session:
        return next(one for one in list_bundles(session) if one.hash == model)
