"""What every test shares: the folder of real data, the browser, and skips that cannot be overlooked.

`CANDOR_REQUIRE=browser,real_data` turns a skip of those tests into a failure; continuous integration sets it.
"""

import os
import shutil
from pathlib import Path

import pytest

REQUIRED = frozenset(filter(None, os.environ.get("CANDOR_REQUIRE", "").split(",")))


def skip_loudly(need: str, reason: str) -> None:
    """Skip a test for want of `need`, or fail it where that need was declared required."""
    if need in REQUIRED:
        pytest.fail(f"{need} is required here (CANDOR_REQUIRE), and {reason}", pytrace=False)
    pytest.skip(f"{need}: {reason}")


@pytest.fixture(scope="session")
def candor_data() -> Path:
    """The folder of public data sets that `CANDOR_DATA` names."""
    named = os.environ.get("CANDOR_DATA")
    if not named or not Path(named).is_dir():
        skip_loudly("real_data", "CANDOR_DATA names no folder; docs/reference/data.md says where the sets come from")
    return Path(str(named))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium to drive: `CANDOR_CHROMIUM`, else one on PATH, else Playwright's own."""
    named = os.environ.get("CANDOR_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    found = found or _playwrights_own()
    if not found or not Path(found).exists():
        skip_loudly("browser", "no Chromium was found (CANDOR_CHROMIUM, PATH, Playwright's own)")
    return str(found)


def _playwrights_own() -> str | None:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache/ms-playwright"))
    return next((str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"))), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT RUN", sep="!", red=True, bold=True)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.line(f"{report.nodeid}: {reason}", red=True)
