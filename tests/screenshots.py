"""Takes the pictures of the documentation from a demo made for them: `make screenshots`.

Ten pages, light and dark, 1440 and 375 px wide, into docs/images/pages as page-theme-width.png; the shortlist also as
docs/images/shortlist.png, which the README shows. The people, cases and clock are fixed, so that a picture changes only when
its page does. Nothing here is a test; `tests/docs/test_page_pictures.py` holds the pictures to `docs/pages.md`.
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from matching.clock import fixed_clock
from review_ui.bootstrap import Workspace
from review_ui.demo import build_demo, story
from review_ui.demo.accounts import DEMO_PASSWORD
from review_ui.settings import Settings
from tests.conftest import find_chromium
from tests.review_ui.browser.serving import served
from tests.review_ui.browser.walking import case_of

IMAGES = Path(__file__).parents[1] / "docs/images"
SIZE, SEED, MOMENT = 400, 7, datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
# Width and height of the window: a page is shown as it opens, not to its end.
WINDOWS = {1440: 900, 375: 812}
THEMES = ("light", "dark")
# Fewer would lose the hues of the states, which cover little of a page.
COLOURS = 256


@dataclass(frozen=True)
class Picture:
    """One page of the documentation: its name, who looks, where, and what is pressed before."""

    name: str
    who: str
    path: str
    keys: str = ""


def pictures(demo: Workspace) -> tuple[Picture, ...]:
    """The ten main pages, in the order of the loop."""
    in_review, selected = case_of(demo, story.IN_REVIEW), case_of(demo, story.SELECTED)
    first, second, third = (one.person_id for one in selected.candidates[:3])
    on = f"/requisitions/{selected.summary.id}"
    model = selected.shortlists[-1].model_hash
    return (
        Picture("home", "mara", "/"),
        Picture("requisition", "mara", "/requisitions/new?template=backend-engineer"),
        Picture("blind", "tomas", f"/requisitions/{case_of(demo, story.UNTOUCHED).summary.id}/blind", "o"),
        Picture("shortlist", "mara", f"/requisitions/{in_review.summary.id}/shortlist"),
        Picture("compare", "priya", f"{on}/compare?a={first}&b={second}&c={third}"),
        Picture("excluded", "mara", f"/requisitions/{in_review.summary.id}/excluded"),
        Picture("case", "viktor", on),
        Picture(
            "classification",
            "helene",
            f"/requisitions/{case_of(demo, story.OFFERED).summary.id}/classification",
        ),
        Picture("model", "noor", f"/models/{model}"),
        Picture("audit", "iris", f"/audit?subject={selected.summary.id}&verify=1"),
    )


def main() -> None:
    folder = IMAGES / "pages"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with _demo() as (demo, address), _browser() as browser:
        for picture in pictures(demo):
            _take(browser, address, picture, folder)
    (IMAGES / "shortlist.png").write_bytes((folder / "shortlist-light-1440.png").read_bytes())
    total = sum(file.stat().st_size for file in folder.glob("*.png"))
    print(f"{len(list(folder.glob('*.png')))} pictures, {total / 1e6:.1f} MB in {folder}")


@contextmanager
def _demo() -> Iterator[tuple[Workspace, str]]:
    with tempfile.TemporaryDirectory() as home:
        demo = Workspace(Path(home) / "home", Settings(encoder="none"), fixed_clock(MOMENT))
        build_demo(demo, size=SIZE, seed=SEED)
        with served(demo) as address:
            yield demo, address
        demo.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    chromium = os.environ.get("CANDOR_CHROMIUM") or find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium on PATH, in CANDOR_CHROMIUM or of Playwright's own")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


def _take(browser: Browser, address: str, picture: Picture, folder: Path) -> None:
    """One page in every look. It is opened anew for each width, as on a screen of that size."""
    context = browser.new_context(base_url=address, timezone_id="UTC", reduced_motion="reduce")
    page = context.new_page()
    _log_in(page, picture.who)
    for width, height in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(picture.path)
        for key in picture.keys:
            page.keyboard.press(key)
        page.wait_for_load_state("networkidle")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            _save(page.screenshot(), folder / f"{picture.name}-{theme}-{width}.png")
    context.close()


def _log_in(page: Page, name: str) -> None:
    page.goto("/login")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "/login" not in url)


def _save(shot: bytes, file: Path) -> None:
    """With few colours, chosen for this picture: text stays sharp and the file small."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
