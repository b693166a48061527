"""The wheel holds the five packages with all their files, the command, the licence, and nothing else."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.packaging.project import PACKAGES, PROJECT, ROOT

ABOUT = f"candor-{PROJECT['version']}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, text=True)
    (made,) = folder.iterdir()
    return ZipFile(made)


def test_the_wheel_holds_exactly_the_five_packages(wheel: ZipFile) -> None:
    tops = {name.split("/")[0] for name in wheel.namelist()}

    assert tops == {*PACKAGES, ABOUT}


def test_the_wheel_holds_every_file_of_the_packages(wheel: ZipFile) -> None:
    ours = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in Path(ROOT, package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    assert {name for name in wheel.namelist() if ".dist-info/" not in name} == ours


def test_the_data_that_the_packages_read_is_among_them(wheel: ZipFile) -> None:
    kinds = {Path(name).suffix for name in wheel.namelist()}

    assert kinds >= {".yaml", ".html", ".css", ".mako"}


def test_the_wheel_brings_the_command_and_the_licence(wheel: ZipFile) -> None:
    entry_points = wheel.read(f"{ABOUT}/entry_points.txt").decode()

    assert "candor = review_ui.cli.main:main" in entry_points
    assert f"{ABOUT}/licenses/LICENSE" in wheel.namelist()
