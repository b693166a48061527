"""How well real CVs are ranked for three role files, beside BM25 and cosine: `python -m tests.bench.cvs`.

Relevant means that a CV's own category is the role's: a rule, not a judgement. Prints precision@10 with 95% Wilson
intervals over the thirty places. `CANDOR_DATA` names the folder of data; vectors are kept in `.candor/cache`.
"""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from math import sqrt
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.encoding import default_encoder
from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.files import read_role
from matching.lexical import words
from matching.pool import Pool
from matching.profiles import Profile
from matching.roles import Role
from models.bundle import built_in

ROLES = Path(__file__).parents[1] / "data/roles"
CATEGORIES = {"accountant": "ACCOUNTANT", "fitness-instructor": "FITNESS", "hr-manager": "HR"}
AT = 10
Scores = NDArray[np.floating]


def main() -> None:
    rows = read_cvs(Path(os.environ["CANDOR_DATA"]))
    encoder = default_encoder(Path(".candor/cache"))
    if encoder is None:
        sys.exit("an encoder is needed to compare with cosine: pip install the one pyproject.toml names")
    for name, found in precisions(rows, encoder).items():
        hits, places = int(sum(found)), AT * len(found)
        low, high = wilson(hits, places)
        each = "  ".join(f"{role} {count / AT:.1f}" for role, count in zip(CATEGORIES, found, strict=True))
        print(f"{name:8} precision@{AT} {hits / places:.3f} [{low:.3f}, {high:.3f}]   {each}")


@contextmanager
def long_cells() -> Iterator[None]:
    """A whole CV in one cell; afterwards the limit is what it was, which others rely on."""
    before = csv.field_size_limit(10_000_000)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_cvs(data: Path) -> dict[str, tuple[str, str]]:
    """Id -> (category, text)."""
    with long_cells(), open(data / "resumes/resumes.csv", encoding="utf-8", newline="") as file:
        return {row["resume_id"]: (row["category"], row["text"]) for row in csv.DictReader(file)}


def precisions(rows: dict[str, tuple[str, str]], encoder: CachedEncoder) -> dict[str, list[int]]:
    """System -> relevant people among the first ten, for each role."""
    linker = SkillLinker(load_starter())
    profiles = [Profile(id=person, text=text) for person, (_, text) in rows.items()]
    pool = build_pool(profiles, linker=linker, encoder=encoder, progress=told)
    documents = encoder.encode_all([rows[person][1] for person in pool.ids], progress=told)
    categories = np.array([rows[person][0] for person in pool.ids])
    featurizer, ranker = RoleFeaturizer(linker, encoder), built_in()

    def candor(role: Role, pool: Pool) -> Scores:
        return ranker.score(
            featurizer.compare(role, pool, np.arange(len(pool)), as_of=date(2026, 11, 24).toordinal())
        ).scores

    systems: dict[str, Callable[[Role, Pool], Scores]] = {
        "candor": candor,
        "bm25": lambda role, pool: pool.lexical.scores(words(role.query_text)),
        "cosine": lambda role, _: documents @ encoder.encode([role.query_text])[0],
    }
    return {
        name: [relevant_at_top(system(role, pool), categories == category) for role, category in asked()]
        for name, system in systems.items()
    }


def asked() -> list[tuple[Role, str]]:
    return [(read_role(ROLES / f"{name}.yaml").items[0], category) for name, category in CATEGORIES.items()]


def relevant_at_top(scores: Scores, relevant: NDArray[np.bool_]) -> int:
    return int(relevant[np.argsort(-scores, kind="stable")[:AT]].sum())


def wilson(hits: int, places: int, z: float = 1.96) -> tuple[float, float]:
    """95% interval of a share."""
    share, around = hits / places, z * z / places
    middle, half = share + around / 2, z * sqrt(share * (1 - share) / places + around / (4 * places))
    return (middle - half) / (1 + around), (middle + half) / (1 + around)


def told(done: int, total: int) -> None:
    print(f"\rencoding {done:,} of {total:,}", end="" if done < total else "\n", file=sys.stderr)


if __name__ == "__main__":
    main()
