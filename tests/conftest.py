"""What every test shares: the folder of real data, the browser, no network, and skips that cannot be overlooked.

`CANDOR_REQUIRE=browser,real_data,postgresql` turns a skip of a test so marked into a failure; continuous integration sets it.
A test that uses the fixture `candor_data`, `chromium` or `postgresql` carries the mark without saying so.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from tests.postgresql import Server, why_not

MARK_OF_FIXTURE = {"candor_data": "real_data", "chromium": "browser", "postgresql": "postgresql"}
REQUIRED = frozenset(filter(None, os.environ.get("CANDOR_REQUIRE", "").split(",")))
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="session")
def candor_data() -> Path:
    """The folder of public data sets that `CANDOR_DATA` names."""
    named = os.environ.get("CANDOR_DATA")
    if not named:
        pytest.skip(
            "CANDOR_DATA is not set; docs/reference/data.md says where the public data sets come from"
        )
    if not Path(named).is_dir():
        pytest.skip(f"CANDOR_DATA names no folder: {named}")
    return Path(named)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium to drive: `CANDOR_CHROMIUM`, else one on PATH, else Playwright's own."""
    named = os.environ.get("CANDOR_CHROMIUM")
    if named and not Path(named).is_file():
        pytest.skip(f"CANDOR_CHROMIUM names no file: {named}")
    found = named or find_chromium()
    if not found:
        pytest.skip(
            "no Chromium on PATH, in CANDOR_CHROMIUM or of Playwright's own (Debian: apt install chromium)"
        )
    return found


@pytest.fixture(scope="session")
def postgresql() -> Server:
    """A PostgreSQL server on which databases may be made."""
    try:
        return Server.found()
    except SQLAlchemyError as error:
        pytest.skip(f"no PostgreSQL for tests, name one in CANDOR_TEST_POSTGRESQL ({why_not(error)})")


@pytest.fixture(autouse=True, scope="session")
def _no_network_for_child_processes() -> Iterator[None]:
    """Commands that tests start reach loopback only: any other address goes to a proxy that is not there."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            environment.setenv(name, NOWHERE)
            environment.setenv(name.upper(), NOWHERE)
        for name in ("no_proxy", "NO_PROXY"):
            environment.setenv(name, "127.0.0.1,::1,localhost")
        yield


def pytest_configure(config: pytest.Config) -> None:
    unknown = REQUIRED - set(MARK_OF_FIXTURE.values())
    if unknown:
        raise pytest.UsageError(
            f"CANDOR_REQUIRE knows {', '.join(MARK_OF_FIXTURE.values())}, not {', '.join(sorted(unknown))}"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, mark in MARK_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    needs = sorted(REQUIRED & {mark.name for mark in item.iter_markers()})
    if report.skipped and needs and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = (
            f"{' and '.join(needs)}: required here (CANDOR_REQUIRE), and skipped: {reason_of(report)}"
        )
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file that skips itself whole hides which marks its tests carry, so no file may where marks are required."""
    report = yield
    if report.skipped and REQUIRED:
        report.outcome = "failed"
        report.longrepr = f"no whole file may be skipped here (CANDOR_REQUIRE): {reason_of(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
    for report in skipped:
        terminalreporter.line(f"{report.nodeid}: {reason_of(report)}", red=True)


def reason_of(report: pytest.TestReport | pytest.CollectReport) -> str:
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return said.removeprefix("Skipped: ")


def find_chromium() -> str | None:
    return _on_path() or _playwrights_own()


def _on_path() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def _playwrights_own() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)
