"""How long a log takes to verify, to export from and to append to: `python -m tests.bench.audit`.

Entries are written in bulk past the commands, with the guards in force, as commands would have written them. Wall
clock and this process's own processor time, since other work may share the machine. Nothing here is a test.
"""

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from governance.access import HOME, Actor, Grant, RoleName
from governance.audit.log import stamp
from governance.audit.offline import check_file
from governance.audit.tree import leaf_hash
from governance.audit.verification import take_head, verify
from governance.audit_export import Asked, export_log
from governance.database import Database, open_database
from governance.storage.tables import Counter

START = datetime(2025, 1, 1, 8, 0, tzinfo=UTC)
AUDITOR = Actor("A-1001", "audrey", "Audrey", (Grant(RoleName.AUDITOR, "*"),))
NOTE = "5f0c0a6d" * 8


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.audit")
    arguments.add_argument("--entries", type=int, default=1_000_000)
    arguments.add_argument("--appends", type=int, default=1_000)
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="candor-bench-") as folder:
        path = Path(folder) / "candor.db"
        database = open_database(path)
        told(f"writing {asked.entries:,} entries")
        fill(path, asked.entries)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {path.stat().st_size / 1e6:,.0f} MB")
        head = timed("sign a head", lambda: take_head(database))
        report = timed("verify against it", lambda: verify(database, anchor=head))
        print(f"{report.size:,} entries, ok: {report.ok}; {report.tail}")
        file = Path(folder) / "export.jsonl"
        with file.open("wb") as out:
            timed(
                "export one person",
                lambda: export_log(database, AUDITOR, Asked(person="P-1001"), out, anchor=head),
            )
        checked = timed("check that file", lambda: check_file(file, anchor=head))
        print(f"{checked.entries:,} entries, {file.stat().st_size / 1e6:.1f} MB, ok: {checked.ok}")
        for line in appending(database, asked.appends):
            print(line)
        database.close()


def fill(path: Path, entries: int) -> None:
    """Entries as a manager's decisions make them, up to so many."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("PRAGMA synchronous = OFF")
        (size,) = connection.execute("SELECT size FROM audit_head").fetchone()
        connection.executemany(
            "INSERT INTO audit_entry (seq, at, actor, action, subject_kind, subject_id, business_unit, request_id, "
            "entry, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row(seq) for seq in range(size + 1, entries + 1)),
        )
        connection.execute("UPDATE audit_head SET size = ?", (entries,))
    connection.close()


def row(seq: int) -> tuple[Any, ...]:
    at, actor = START + timedelta(seconds=seq), f"A-{1001 + seq % 40}"
    requisition, request = f"R-{1001 + seq // 30}", f"{seq * 2654435761 % 2**64:016x}"
    entry = TEMPLATE % (
        actor,
        stamp(at),
        seq,
        1001 + seq % 5000,
        seq % 20 + 1,
        seq // 30,
        request,
        seq,
        requisition,
    )
    columns = (actor, "candidate.decided", "requisition", requisition, "Payments", request)
    moment = at.strftime("%Y-%m-%d %H:%M:%S.%f")
    return (seq, moment, *columns, entry, leaf_hash(entry.encode()).hex())


# Canonical by construction (`canonical` in pure Python would take minutes for a million); `main` verifies all of it.
TEMPLATE = (
    '{"action":"candidate.decided","actor":"%s","at":"%s","business_unit":"Payments","commitments":{"note":"'
    + NOTE
    + '"},"facts":{"decision":"select","decision_id":"D-%d","person":"P-%d","rank":%d,"reason":"evidence_strong",'
    '"shortlist":"S-%d"},"request_id":"%s","schema":"candor.audit/1","seq":%d,"subject":{"id":"%s",'
    '"kind":"requisition"}}'
)


def appending(database: Database, commands: int) -> Iterator[str]:
    """What the entry takes of a command that makes one change, as commands do, and the whole command."""
    inside, whole = [], []
    facts = {"decision": "select", "person": "P-1001", "rank": 1, "reason": "evidence_strong"}
    for number in range(commands):
        began = time.perf_counter()
        with database.command(HOME) as work:
            work.add(Counter(prefix=f"bench-{number}", next_number=1))
            before = time.perf_counter()
            work.audit("candidate.decided", "requisition", "R-1001", business_unit="Payments", facts=facts)
            inside.append((time.perf_counter() - before) * 1_000)
        whole.append((time.perf_counter() - began) * 1_000)
    for label, spent in (("an append", inside), ("its whole command", whole)):
        median, p95 = np.percentile(spent, (50, 95))
        yield f"{label:20} {median:8.2f} ms median {p95:8.2f} ms p95, n = {commands}"


def timed(label: str, call: Any) -> Any:
    wall, own = time.perf_counter(), time.process_time()
    result = call()
    print(
        f"{label:20} {time.perf_counter() - wall:8.2f} s by the clock {time.process_time() - own:8.2f} s of processor"
    )
    return result


def told(words: str) -> None:
    print(f"{words} ...", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
