"""Precision and recall of identity resolution on simulated people whose truth is known: `python -m tests.bench.identity`.

Weights and thresholds were chosen looking at the seeds of `CHOSEN_ON`; what is reported comes from others. Pairs are counted: two source profiles of
one person are a true pair, whichever way they were joined.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from matching.identity import IdentityRecord, Resolution, identity_record, resolve
from models.simulation.duplicates import Sighting, iter_sightings

CHOSEN_ON, REPORTED_ON = (11, 23, 29), (41, 43, 47)
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of pairs: true ones, those joined, those joined rightly, those queued and of them truly one person."""

    records: int
    true: int
    joined: int
    right: int
    queued: int
    queued_true: int
    namesakes: int
    namesakes_joined: int
    compared: int
    left_out: int

    @property
    def precision(self) -> tuple[float, float, float]:
        return wilson(self.right, self.joined)

    @property
    def recall(self) -> tuple[float, float, float]:
        return wilson(self.right, self.true)

    @property
    def recall_with_queue(self) -> tuple[float, float, float]:
        """Joined, or put before a person."""
        return wilson(self.right + self.queued_true, self.true)


def measure(people: int, seed: int) -> Figures:
    """Simulate, resolve, count."""
    sightings = list(iter_sightings(people, seed))
    records = [record_of(number, sighting) for number, sighting in enumerate(sightings)]
    truth = {record.id: sighting for record, sighting in zip(records, sightings, strict=True)}
    return count(records, truth, resolve(records))


def record_of(number: int, sighting: Sighting) -> IdentityRecord:
    return identity_record(
        sighting.profile, id=f"P-{number:06d}", source=sighting.source, name=sighting.name, hashed=str
    )


def count(records: list[IdentityRecord], truth: Mapping[str, Sighting], found: Resolution) -> Figures:
    true = _pairs_within({record.id: str(truth[record.id].person) for record in records})
    joined = _pairs_within(_groups(records, found))
    queued = {(one.left, one.right) for one in found.doubts}
    # Namesakes: the pairs that differ in person and were made to look alike (same name, craft and country).
    by_model: dict[int, list[str]] = defaultdict(list)
    for record in records:
        model = truth[record.id].namesake_of
        by_model[truth[record.id].person if model is None else model].append(record.id)
    namesakes = {
        pair for ids in by_model.values() for pair in combinations(sorted(ids), 2) if pair not in true
    }
    return Figures(
        records=len(records),
        true=len(true),
        joined=len(joined),
        right=len(joined & true),
        queued=len(queued),
        queued_true=len(queued & true - joined),
        namesakes=len(namesakes),
        namesakes_joined=len(joined & namesakes),
        compared=found.compared,
        left_out=found.left_out,
    )


def wilson(successes: int, trials: int, z: float = 1.96) -> tuple[float, float, float]:
    """A share with its 95% interval; all of nothing is 1."""
    if trials == 0:
        return 1.0, 0.0, 1.0
    share = successes / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * ((share * (1 - share) + z * z / (4 * trials)) / trials) ** 0.5 / (1 + z * z / trials)
    return share, middle - half, middle + half


def _groups(records: list[IdentityRecord], found: Resolution) -> dict[str, str]:
    person = {record.id: record.id for record in records}

    def of(one: str) -> str:
        while person[one] != one:
            one = person[one]
        return one

    for pair in found.same:
        person[of(pair.right)] = of(pair.left)
    return {record.id: of(record.id) for record in records}


def _pairs_within(group_of: Mapping[str, str]) -> set[Pair]:
    groups: dict[str, list[str]] = defaultdict(list)
    for one, group in group_of.items():
        groups[group].append(one)
    return {pair for ids in groups.values() for pair in combinations(sorted(ids), 2)}


def _row(seed: int, f: Figures, seconds: float) -> Iterable[str]:
    def shown(share: tuple[float, float, float]) -> str:
        return f"{share[0]:.4f} ({share[1]:.4f} to {share[2]:.4f})"

    yield f"seed {seed}: {f.records} records, {f.true} true pairs, {f.compared} compared, {f.left_out} keys left out"
    yield f"  precision {shown(f.precision)} of {f.joined} joined; namesakes joined {f.namesakes_joined} of {f.namesakes}"
    yield f"  recall {shown(f.recall)}; with the queue {shown(f.recall_with_queue)}"
    yield f"  queue {f.queued}, of them one person {f.queued_true}; {seconds:.1f} s"


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, default=3000)
    options.add_argument("--seed", type=int, action="append")
    given = options.parse_args()
    for seed in given.seed or REPORTED_ON:
        began = time.perf_counter()
        print("\n".join(_row(seed, measure(given.people, seed), time.perf_counter() - began)))
