"""Skips are loud, and fail where they are required not to happen: `tests/conftest.py`, tried on small suites."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).with_name("conftest.py")
READS_DATA = "def test_reads(candor_data): assert candor_data.is_dir()"
OPENS_PAGES = "def test_opens(chromium): assert chromium"
MARKS_ITSELF = "import pytest\n@pytest.mark.browser\ndef test_opens(): pytest.skip('not today')"
SKIPS_WHOLE = "import pytest\npytest.skip('all of it', allow_module_level=True)"


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    pytester.makeconftest(CONFTEST.read_text())
    pytester.makeini("[pytest]\nmarkers =\n  browser: pages\n  real_data: sets\naddopts = --strict-markers")
    for name in ("CANDOR_DATA", "CANDOR_REQUIRE", "CANDOR_CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they cost two seconds a suite
    return pytester


def run(suite: pytest.Pytester, source: str, *arguments: str) -> pytest.RunResult:
    suite.makepyfile(source)
    return suite.runpytest_inprocess("-p", "no:cacheprovider", *arguments)


def test_a_test_without_its_data_is_skipped_and_named_before_the_closing_line(suite: pytest.Pytester) -> None:
    result = run(suite, READS_DATA)

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*NOT RUN*", "*::test_reads: CANDOR_DATA is not set*", "*1 skipped in *"])
    assert "1 skipped in " in result.outlines[-1]


def test_a_folder_that_is_not_there_is_said(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_DATA", "no/such/folder")

    result = run(suite, READS_DATA)

    result.stdout.fnmatch_lines(["*CANDOR_DATA names no folder: no/such/folder"])


def test_a_test_with_its_data_runs(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_DATA", str(suite.path))
    monkeypatch.setenv("CANDOR_REQUIRE", "real_data")

    result = run(suite, READS_DATA)

    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(("need", "source"), [("real_data", READS_DATA), ("browser", MARKS_ITSELF)])
def test_a_required_test_that_skips_fails(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, need: str, source: str
) -> None:
    monkeypatch.setenv("CANDOR_REQUIRE", need)

    result = run(suite, source)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*{need}: required here (CANDOR_REQUIRE), and skipped: *"])


def test_what_is_not_required_may_still_skip(suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOR_REQUIRE", "browser")

    result = run(suite, READS_DATA)

    result.assert_outcomes(skipped=1)


def test_a_missing_browser_is_a_skip_that_names_what_was_looked_for(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_CHROMIUM", "no/such/browser")

    result = run(suite, OPENS_PAGES)

    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["*CANDOR_CHROMIUM names no file: no/such/browser"])


@pytest.mark.parametrize(("fixture", "mark"), [("candor_data", "real_data"), ("chromium", "browser")])
def test_using_the_fixture_is_enough_to_carry_the_mark(
    suite: pytest.Pytester, fixture: str, mark: str
) -> None:
    result = run(
        suite, f"def test_uses({fixture}): pass\ndef test_other(): pass", "--collect-only", "-q", "-m", mark
    )

    result.stdout.fnmatch_lines(["*::test_uses", "1/2 tests collected*"])


def test_a_file_that_skips_itself_whole_fails_where_marks_are_required(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_REQUIRE", "browser")

    result = run(suite, SKIPS_WHOLE)

    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*no whole file may be skipped here*all of it*"])


def test_a_mistyped_requirement_stops_the_run(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANDOR_REQUIRE", "browsers")

    result = run(suite, "def test_nothing(): pass")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*CANDOR_REQUIRE knows real_data, browser, postgresql, not browsers"])
