"""A small demo served on a free port of this machine, and people with a browser of their own each."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from matching.clock import system_clock
from review_ui.bootstrap import Workspace
from review_ui.demo import build_demo
from review_ui.demo.accounts import DEMO_PASSWORD
from review_ui.settings import Settings
from tests.review_ui.browser.serving import served

DEMO_SIZE = 120


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with built(tmp_path_factory.mktemp("browser") / "home") as workspace:
        yield workspace


@contextmanager
def built(home: Path) -> Iterator[Workspace]:
    """A demo ranked by words alone, so that no encoder is loaded."""
    workspace = Workspace(home, Settings(encoder="none"), system_clock)
    build_demo(workspace, size=DEMO_SIZE)
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def address(demo: Workspace) -> Iterator[str]:
    with served(demo) as found:
        yield found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


class People:
    """Opens a browser context for each person, logged in, and keeps what their consoles complained of."""

    def __init__(self, browser: Browser, address: str, shots: Path) -> None:
        self.browser, self.address, self.shots = browser, address, shots
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def anybody(
        self,
        *,
        width: int = 1440,
        height: int = 1000,
        scheme: str = "light",
        scripts: bool = True,
        zone: str = "Europe/London",
    ) -> Page:
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            timezone_id=zone,
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                self.complaints.append(f"{page.url}: {said.text} {said.location}")
                if said.type == "error"
                else None
            ),
        )
        return page

    def log_in(self, name: str, **look: object) -> Page:
        page = self.anybody(**look)  # type: ignore[arg-type]
        self.enter(page, name)
        return page

    def enter(self, page: Page, name: str) -> None:
        page.goto("/login")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(lambda url: "/login" not in url)

    def shot(self, page: Page, name: str) -> None:
        page.screenshot(path=self.shots / f"{name}.png", full_page=True, caret="initial")

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go; `CANDOR_SHOTS` names a folder that keeps them."""
    kept = os.environ.get("CANDOR_SHOTS")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def people(browser: Browser, address: str, shots: Path) -> Iterator[People]:
    opened = People(browser, address, shots)
    yield opened
    opened.close()
