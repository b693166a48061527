"""What retrieval finds: `python -m tests.bench.retrieval [--people 100000] [--cvs] [--cache FOLDER]`.

Recall of the dense side: how many of the exact nearest 200 of the eligible it finds, at any share eligible and on both sides
of each switch. And apart from it, how many of the first twenty that the ranker would choose out of everybody are among the
few hundred it is shown; with `--cvs` on real CVs too (`CANDOR_DATA`, for vectors a `--cache` is best).
"""

import argparse
import os
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

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
from tests.bench.__main__ import many_roles
from tests.bench.cvs import read_cvs, told
from tests.bench.people import MOST_WRITTEN, WordVectors, repeat, written
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
    featurizer = RoleFeaturizer(SkillLinker(load_starter()), WordVectors())
    roles = list(many_roles(48))
    recall(repeat(base, asked.people), featurizer, roles)
    kept("simulated people", repeat(base, asked.kept_of), featurizer, roles, (100, 200, RETRIEVE_LIMIT))
    if asked.cvs:
        kept("real CVs", *real(asked.cache), (40, 100, 200, RETRIEVE_LIMIT))


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
