"""A home lives by its licences: what may not be embedded, held or seen from another unit, from every door."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.reading import read
from governance import accounts, requisitions
from governance.access import Actor
from governance.fit import read_fit
from governance.lists.shortlists import prove_shortlist
from governance.money import Money
from governance.people.importing import Licence
from governance.people.profiles import iter_profiles
from governance.people.restrictions import restrict
from governance.people.same_person import link_profiles
from matching.errors import InputError
from matching.profiles import Profile
from matching.snapshot import list_snapshots
from review_ui import retention, services
from review_ui.bootstrap import Workspace
from review_ui.importing import read_import, run_import
from review_ui.replaying import proof_in_words
from review_ui.settings import Settings
from tests.fakes import WordEncoder
from tests.governance.giving import add, give, second_administrator
from tests.governance.world import intake

PASSWORD = "correct horse battery"
SEEN = date(2026, 3, 2)
ROLE = {
    "id": "payroll",
    "title": "Payroll clerk",
    "must_have": ["Payroll"],
    "description": "Run the payroll.",
}
OPEN = Licence("C-1", retain_days=100)
CLOSED = Licence("C-2", retain_days=100, may_embed=False)


@dataclass
class Clock:
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Listening(WordEncoder):
    """A word encoder that keeps what it was given."""

    heard: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.heard += texts
        return super().encode(texts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock, heard: list[str]) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path / "home", Settings(encoder="none"), clock)
    vars(workspace)["_encoder"] = CachedEncoder(Listening(heard), tmp_path / "home" / "vectors")
    root = accounts.bootstrap_administrator(workspace.database, "root", PASSWORD, "Root")
    services.prepare_home(workspace, root)
    second_administrator(workspace.database, root, "rhea", PASSWORD)
    for name, role, unit in (
        ("mara", "hiring_manager", "digital"),
        ("lena", "hiring_manager", "legal"),
        ("priya", "procurement", "*"),
    ):
        add(workspace.database, name, PASSWORD, by="root")
        limit = Money.of(100_000, "EUR")
        give(workspace.database, name, role, unit, by=("root", "rhea"), approval_limit=limit)
    yield workspace
    workspace.close()


def actor(workspace: Workspace, name: str) -> Actor:
    return accounts.find_account(workspace.database, name)


def take_in(
    workspace: Workspace, licence: Licence | str, *texts: str, source: str = "acme", unit: str = "*"
) -> None:
    services.import_profiles(
        workspace,
        actor(workspace, "priya"),
        [Profile(id=f"{source}-{n}", text=text) for n, text in enumerate(texts)],
        source=source,
        licence=licence,
        business_unit=unit,
        as_of=SEEN,
    )


def publish(workspace: Workspace) -> str:
    return services.refresh_snapshot(workspace, actor(workspace, "priya"))


def approved(workspace: Workspace, by: str = "mara", unit: str = "digital") -> str:
    with workspace.command(actor(workspace, by)) as work:
        found = requisitions.create_requisition(
            work,
            title="Payroll",
            business_unit=unit,
            budget=Money.of(9_000, "EUR"),
            role=ROLE,
            intake=intake("mara"),
        )
        requisitions.submit(work, found)
    with workspace.command(actor(workspace, "priya")) as work:
        requisitions.approve_requisition(work, found)
    return found


def ranked(workspace: Workspace, by: str = "mara", unit: str = "digital") -> dict[str, Any]:
    requisition = approved(workspace, by, unit)
    shortlist = services.make_shortlist(workspace, actor(workspace, by), requisition)
    document: dict[str, Any] = json.loads(read_fit(workspace.database, actor(workspace, "priya"), shortlist))
    return document


def not_cached(workspace: Workspace, *texts: str) -> list[str]:
    """Which of these texts have no vector on disk as a profile that says them is encoded."""
    found = []
    for text in texts:
        cached = CachedEncoder(listening := Listening(), workspace.home / "vectors")
        reading = read(Profile(id="any", text=text), workspace.linker)
        cached.encode([passage.text for passage in reading.passages])
        found += [text] if listening.heard else []
    return found


def names(document: dict[str, Any]) -> set[str]:
    return {person["id"] for person in document["candidates"]}


def test_no_door_takes_people_in_without_a_licence(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.jsonl"
    path.write_text('{"id": "a", "text": "Payroll."}\n')
    incoming = read_import(path, form="jsonl", kind="profile", map_path=None, name=None, licence=None)

    with pytest.raises(InputError, match="licence people is held under"):
        run_import(workspace, actor(workspace, "priya"), incoming)
    for blank in ("", "  ", Licence(" ")):
        with pytest.raises(InputError, match="licence reference"):
            take_in(workspace, blank, "Payroll.")
    assert list(iter_profiles(workspace.database)) == []


def test_words_that_may_not_be_embedded_never_reach_the_encoder(
    workspace: Workspace, heard: list[str]
) -> None:
    take_in(workspace, OPEN, "Ran the payroll of a bank.", "Baked pastry.")
    take_in(workspace, CLOSED, "Kept the payroll of a hospital.", source="closed")
    publish(workspace)

    document = ranked(workspace)

    assert not [text for text in heard if "hospital" in text]
    assert [text for text in heard if "bank" in text]
    flags = {person["id"]: person["flags"] for person in document["candidates"]}
    assert flags == {"P-1001": [], "P-1002": [], "P-1003": ["not_embedded"]}
    pool = workspace.matcher().pool
    assert not pool.documents[2].any()
    assert not pool.titles[2].any()
    assert not pool.passages.vectors[pool.passages.offsets[2] :].any()


def test_terms_that_change_hold_for_people_already_here(workspace: Workspace, heard: list[str]) -> None:
    take_in(workspace, OPEN, "Ran the payroll of a bank.")
    publish(workspace)

    take_in(workspace, CLOSED, "Ran the payroll of a bank.")
    heard.clear()
    publish(workspace)

    assert not [text for text in heard if "bank" in text]
    assert not workspace.matcher().pool.documents.any()


def test_a_request_sees_its_own_units_people_and_those_held_for_all(workspace: Workspace) -> None:
    take_in(workspace, OPEN, "Payroll for all.", source="all")
    take_in(workspace, OPEN, "Payroll, digital.", source="digital", unit="digital")
    take_in(workspace, OPEN, "Payroll, legal.", source="legal", unit="legal")
    publish(workspace)

    digital, legal = ranked(workspace), ranked(workspace, "lena", "legal")

    assert (names(digital), names(legal)) == ({"P-1001", "P-1002"}, {"P-1001", "P-1003"})
    assert digital["pool"]["total"] == digital["pool"]["eligible"] == 2
    assert (digital["excluded"], digital["excluded_counts"], digital["unrankable"]) == ([], {}, [])


def test_whoever_is_out_of_scope_is_not_even_counted_as_excluded(workspace: Workspace) -> None:
    take_in(workspace, OPEN, "Payroll, digital.", source="digital", unit="digital")
    take_in(workspace, OPEN, "Payroll, legal.", source="legal", unit="legal")
    publish(workspace)
    with workspace.command(actor(workspace, "priya")) as work:
        restrict(work, "P-1002", "block", "a dispute")

    document = ranked(workspace)

    assert (document["excluded"], document["excluded_counts"]) == ([], {})


def test_ranking_the_pool_from_the_command_line_keeps_to_a_unit(workspace: Workspace, tmp_path: Path) -> None:
    take_in(workspace, OPEN, "Payroll for all.", source="all")
    take_in(workspace, OPEN, "Payroll, legal.", source="legal", unit="legal")
    publish(workspace)
    role = tmp_path / "role.json"
    role.write_text(json.dumps(ROLE))

    def people_for(unit: str | None) -> list[str]:
        found, _ = services.rank_role(
            workspace, str(role), None, top=5, as_of=SEEN, business_unit=unit, actor=actor(workspace, "priya")
        )
        return sorted(candidate.id for candidate in found.candidates)

    assert people_for(None) == ["P-1001"]
    assert people_for("legal") == ["P-1001", "P-1002"]
    assert people_for("digital") == ["P-1001"]


def test_expiry_reaches_the_snapshot_the_older_ones_and_the_cached_vectors(
    workspace: Workspace, clock: Clock
) -> None:
    take_in(workspace, OPEN, "Ran the payroll of a bank.")
    take_in(workspace, "C-3", "Payroll at a school.", source="school")
    publish(workspace)
    frozen = ranked(workspace)
    take_in(workspace, "C-3", "Payroll at a school.", "Payroll at sea.", source="school")
    publish(workspace)
    clock.now += timedelta(days=101)

    report = retention.purge(workspace)

    assert [(one.source, one.profiles, one.people) for one in report.sources] == [("acme", 1, 1)]
    assert len(report.removed) == 2
    (left,) = list_snapshots(workspace.snapshots)
    assert left.ids == {"P-1002", "P-1003"}
    assert left.name == workspace.snapshot_hash() == report.snapshot
    assert frozen["snapshot"]["hash"] in report.removed
    assert not_cached(workspace, "Payroll at a school.", "Ran the payroll of a bank.") == [
        "Ran the payroll of a bank."
    ]
    said = proof_in_words("S-1001", prove_shortlist(workspace.database, "S-1001"))
    assert any("let go since, by licence or schedule: P-1001" in line for line in said)


def test_a_purge_that_was_cut_short_is_finished_by_the_next(workspace: Workspace, clock: Clock) -> None:
    from governance.access import HOME
    from governance.retention import purge_expired

    take_in(workspace, OPEN, "Ran the payroll of a bank.")
    publish(workspace)
    clock.now += timedelta(days=101)
    with workspace.command(HOME) as work:
        purge_expired(work, work.today)

    before = services.rank_role(
        workspace, "accountant", None, top=5, as_of=SEEN, actor=actor(workspace, "priya")
    )[0]
    report = retention.purge(workspace)

    assert [(one.id, one.gates[0].detail) for one in before.excluded] == [("P-1001", "expired")]
    assert (report.sources, len(report.removed)) == ((), 1)
    assert len(workspace.matcher().pool) == 0


def test_words_of_one_of_two_sources_leave_the_snapshots_though_the_person_stays(
    workspace: Workspace, clock: Clock
) -> None:
    take_in(workspace, OPEN, "Ran the payroll of a bank.")
    take_in(workspace, "C-3", "Payroll at a school.", source="school")
    with workspace.command(actor(workspace, "priya")) as work:
        link_profiles(work, "P-1001", "P-1002", "the same portrait")
    before = publish(workspace)
    clock.now += timedelta(days=101)

    report = retention.purge(workspace)
    again = retention.purge(workspace)

    assert [(one.source, one.profiles, one.people) for one in report.sources] == [("acme", 1, 0)]
    assert report.removed == (before,)
    assert again.snapshot is None
    pool = workspace.matcher().pool
    assert pool.ids == ("P-1001",)
    assert "bank" not in pool.lexical.vocabulary
    assert not_cached(workspace, "Payroll at a school.", "Ran the payroll of a bank.") == [
        "Ran the payroll of a bank."
    ]


def test_one_source_that_bars_embedding_bars_it_for_all_that_is_read_as_one(
    workspace: Workspace, heard: list[str]
) -> None:
    take_in(workspace, OPEN, "Ran the payroll of a bank.")
    take_in(workspace, CLOSED, "Kept the payroll of a hospital.", source="closed")
    with workspace.command(actor(workspace, "priya")) as work:
        link_profiles(work, "P-1001", "P-1002", "the same portrait")
    publish(workspace)

    document = ranked(workspace)

    (person,) = document["candidates"]
    assert person["flags"] == ["not_embedded"]
    assert not [text for text in heard if "hospital" in text or "bank" in text]


def test_nothing_is_rebuilt_where_nothing_is_due(workspace: Workspace) -> None:
    take_in(workspace, OPEN, "Ran the payroll of a bank.")
    name = publish(workspace)

    report = retention.purge(workspace)

    assert (report.sources, report.snapshot, report.removed) == ((), None, ())
    assert workspace.snapshot_hash() == name
    assert report.in_words() == "nothing is past its last day on 2026-03-02"


def test_an_import_under_shorter_terms_lets_go_of_what_they_put_past_its_day(
    workspace: Workspace, clock: Clock, tmp_path: Path
) -> None:
    take_in(workspace, "C-1", "Ran the payroll of a bank.", "Payroll at sea.")
    publish(workspace)
    clock.now += timedelta(days=30)
    path, terms = tmp_path / "people.jsonl", tmp_path / "map.yaml"
    path.write_text('{"id": "acme-1", "text": "Payroll at sea.", "as_of": "2026-04-01"}\n')
    terms.write_text("source: acme\nlicence: {contract: C-1, retain_for: 20 days}\n")
    incoming = read_import(path, form="jsonl", kind="profile", map_path=terms, name=None, licence=None)

    report = run_import(workspace, actor(workspace, "priya"), incoming)

    assert [(one.profiles, one.people) for one in report.purged] == [(1, 1)]
    assert [profile["id"] for profile in iter_profiles(workspace.database)] == ["P-1002"]
    assert workspace.matcher().pool.ids == ("P-1002",)
    assert "past its last day and let go: 1 profiles and 1 people of acme" in report.in_words()
