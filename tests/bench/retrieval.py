"""What retrieval finds: `python -m tests.bench.retrieval [--people 100000] [--cvs] [--cache FOLDER]`.

Recall of the dense side: how many of the exact nearest 200 of the eligible it finds, at any share eligible and on both sides
of each switch. And apart from it, how many of the first twenty that the ranker would choose out of everybody are among the
few hundred it is shown; with `--cvs` on real CVs too (`CANDOR_DATA`, for vectors a `--cache` is best), and there also what
keeping passages in a byte a number changes in the order.
"""

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from features import indexing
from features.encoding import default_encoder
from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.pipeline import best_first
from matching.pool import Pool
from matching.profiles import Profile
from matching.retrieval import GATHER_BELOW_SHARE, RETRIEVE_LIMIT, dense, retrieve
from matching.roles import Role
from models.bundle import built_in
from models.metrics import ndcg
from tests.bench.__main__ import many_roles
from tests.bench.cvs import read_cvs, told
from tests.bench.people import MOST_WRITTEN, WordDirections, repeat, written
from tests.bench.sets import occupations

SHARES = (
    1.0,
    0.5,
    0.2,
    0.1,
    0.05,
    GATHER_BELOW_SHARE + 0.001,
    GATHER_BELOW_SHARE - 0.001,
    0.01,
    0.005,
    0.001,
)
NEAREST, FIRST = 200, 20
DAY = date(2026, 11, 24).toordinal()


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.retrieval")
    arguments.add_argument("--people", type=int, default=100_000)
    arguments.add_argument(
        "--kept-of", type=int, default=10_000, help="people whom the ranker scores one and all"
    )
    arguments.add_argument("--cvs", action="store_true")
    arguments.add_argument("--cache", type=Path)
    asked = arguments.parse_args()
    base, _ = written(MOST_WRITTEN)
    featurizer = RoleFeaturizer(SkillLinker(load_starter()), WordDirections())
    roles = list(many_roles(48))
    if asked.people:
        recall(repeat(base, asked.people), featurizer, roles)
    kept("simulated people", repeat(base, asked.kept_of), featurizer, roles, (100, 200, RETRIEVE_LIMIT))
    if asked.cvs:
        cvs = real(asked.cache)
        kept("real CVs", *cvs, (40, 100, 200, RETRIEVE_LIMIT))
        in_bytes(*cvs, asked.cache)


def recall(pool: Pool, featurizer: RoleFeaturizer, roles: Sequence[Role]) -> None:
    random = np.random.default_rng(1)
    print(
        f"\nrecall@{NEAREST} of the exact nearest of the eligible, {len(pool):,} people, {len(roles)} roles"
    )
    print(f"{'eligible':>10}{'people':>10}{'mean':>8}{'lowest':>8}")
    for share in SHARES:
        found = []
        for role in roles:
            rows = np.sort(random.choice(len(pool), int(share * len(pool)), replace=False))
            vector = featurizer.query(role).vector
            assert vector is not None
            exact = rows[np.argsort(-(pool.documents[rows] @ vector), kind="stable")[:NEAREST]]
            found.append(np.isin(exact, dense(vector, pool, rows, NEAREST)).mean())
        print(f"{share:10.1%}{len(rows):10,}{np.mean(found):8.4f}{np.min(found):8.4f}", flush=True)


def kept(
    name: str, pool: Pool, featurizer: RoleFeaturizer, roles: Iterable[Role], limits: Sequence[int]
) -> None:
    """Share of the ranker's own first twenty out of everybody that each limit lets through."""
    ranker, everybody = built_in(), np.arange(len(pool))
    shares: dict[int, list[float]] = {limit: [] for limit in limits}
    for role in roles:
        scored = ranker.score(featurizer.compare(role, pool, everybody, as_of=DAY))
        first = best_first(scored)[:FIRST]
        for limit in limits:
            rows = retrieve(featurizer.query(role), pool, np.ones(len(pool), bool), limit=limit)
            shares[limit].append(float(np.isin(first, rows).mean()))
    print(
        f"\nthe ranker's own first {FIRST} of {len(pool):,} {name} that retrieval keeps, {len(shares[limits[0]])} roles"
    )
    for limit, found in shares.items():
        print(
            f"  limit {limit:4} ({limit / len(pool):6.1%}){np.mean(found):8.3f}   lowest {np.min(found):.2f}",
            flush=True,
        )


@dataclass(frozen=True)
class Exact:
    """Stands in for `ByteVectors` and keeps every number as it came."""

    vectors: NDArray[np.float32]
    of: ClassVar[Callable[[NDArray[np.float32]], "Exact"]]

    @property
    def shape(self) -> tuple[int, ...]:
        return self.vectors.shape

    def __getitem__(self, rows: Any) -> NDArray[np.float32]:
        return self.vectors[rows]

    def cosines(self, rows: NDArray[np.intp], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.vectors[rows] @ vectors.T


Exact.of = Exact


def in_bytes(pool: Pool, featurizer: RoleFeaturizer, roles: Sequence[Role], cache: Path | None) -> None:
    """The ranking out of passages in bytes beside that out of float32, on real CVs labelled by category."""
    data = Path(os.environ["CANDOR_DATA"])
    category_of, cvs = occupations(data)[1], read_cvs(data)
    categories = np.array([cvs[person][0] for person in pool.ids])
    bytes_, indexing.ByteVectors = indexing.ByteVectors, Exact  # type: ignore[misc,assignment]
    try:
        exact = real(cache)[0]
    finally:
        indexing.ByteVectors = bytes_  # type: ignore[misc]
    ranker, everybody = built_in(), np.arange(len(pool))
    found: list[tuple[float, float, float, float]] = []
    for role in roles:
        relevant = (categories == category_of[role.id]).astype(int)
        orders = [
            best_first(ranker.score(featurizer.compare(role, each, everybody, as_of=DAY)))
            for each in (exact, pool)
        ]
        one, other = (order[:FIRST] for order in orders)
        found.append(
            (
                *(ndcg(relevant[order], relevant, 5) for order in orders),
                float(np.isin(one, other).mean()),
                float(np.array_equal(one[:5], other[:5])),
            )
        )
    whole, in_a_byte, same, equal = np.array(found).mean(axis=0)
    print(f"\npassages in bytes beside float32, {len(pool):,} real CVs, {len(roles)} roles")
    print(
        f"  nDCG@5 {in_a_byte:.4f} beside {whole:.4f}; of the first {FIRST} the same {same:.3f}; first 5 equal in order {equal:.2f}"
    )


def real(cache: Path | None) -> tuple[Pool, RoleFeaturizer, list[Role]]:
    data, encoder, linker = (
        Path(os.environ["CANDOR_DATA"]),
        default_encoder(cache),
        SkillLinker(load_starter()),
    )
    profiles = [Profile(id=person, text=text) for person, (_, text) in read_cvs(data).items()]
    pool = build_pool(profiles, linker=linker, encoder=encoder, progress=told)
    return pool, RoleFeaturizer(linker, encoder), [Role.model_validate(one) for one in occupations(data)[0]]


if __name__ == "__main__":
    main()
