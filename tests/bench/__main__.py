"""How long a shortlist takes, stage by stage, beside the plain way on the same people: `make bench`.

The people are random arrays of the shape real ones have, so that nothing waits for an encoder. The plain way is what one
would write first: sentence-transformers' own search over whole documents, then one person at a time. Median and 95th
percentile in milliseconds; nothing here is a test.
"""

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, random_array

from features.featurizer import RoleFeaturizer
from features.linking import SkillLinker
from features.specs import SPECS
from features.taxonomy import Taxonomy, load_starter
from matching.gates import apply_gates
from matching.lexical import LexicalIndex
from matching.pool import Labels, Passages, Pool, Sets
from matching.retrieval import retrieve
from matching.roles import Role
from models.bundle import built_in

PASSAGES_EACH = 12
DAY = 739_900
ROLE = Role.model_validate(
    {
        "id": "bench",
        "title": "Senior backend engineer",
        "must_have": ["Python", "PostgreSQL", "Kubernetes", "REST APIs"],
        "nice_to_have": ["Terraform", "Kafka"],
        "max_hourly_rate": {"amount": 90, "currency": "USD"},
        "hours_per_week": 20,
    }
)


class FixedEncoder:
    """Vectors of the real encoder's size, at no cost: a request's vectors are cached in service too."""

    name = "fixed-384"
    dimension = 384

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([unit(np.random.default_rng(len(text)), 1)[0] for text in texts])


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench")
    arguments.add_argument("--people", type=int, nargs="*", default=[10_000, 100_000])
    arguments.add_argument("--runs", type=int, default=15)
    asked = arguments.parse_args()
    for people in asked.people:
        report(people, asked.runs)


def report(people: int, runs: int) -> None:
    taxonomy = load_starter()
    pool = random_pool(people, taxonomy)
    featurizer = RoleFeaturizer(SkillLinker(taxonomy), FixedEncoder())
    ranker = built_in(featurizer_specs=SPECS)
    gated = apply_gates(ROLE, pool)
    query = featurizer.query(ROLE)
    vector = query.vector if query.vector is not None else unit(np.random.default_rng(0), 1)[0]
    rows = retrieve(query, pool, gated.eligible)
    compared = featurizer.compare(ROLE, pool, rows, as_of=DAY)
    scored = ranker.score(compared)
    stages: dict[str, Callable[[], object]] = {
        "gates": lambda: apply_gates(ROLE, pool),
        "retrieve": lambda: retrieve(query, pool, gated.eligible),
        "compare": lambda: featurizer.compare(ROLE, pool, rows, as_of=DAY),
        "score": lambda: ranker.score(compared),
        "reasons (20 shown)": lambda: [ranker.reasons(ROLE, compared, scored, row) for row in range(20)],
        "the plain way": lambda: plain_way(pool, vector, gated.eligible),
    }
    print(
        f"\n{people:,} people, {int(gated.eligible.sum()):,} eligible, {len(rows)} ranked; {runs} runs, milliseconds"
    )
    print(f"{'stage':24}{'median':>10}{'p95':>10}")
    for name, stage in stages.items():
        times = measured(stage, runs)
        print(f"{name:24}{np.median(times):10.1f}{np.percentile(times, 95):10.1f}")


def measured(stage: Callable[[], object], runs: int) -> list[float]:
    stage()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        stage()
        times.append((time.perf_counter() - started) * 1_000)
    return times


def plain_way(
    pool: Pool, vector: NDArray[np.float32], eligible: NDArray[np.bool_]
) -> list[tuple[float, str]]:
    """Search everybody, throw the ineligible away, then look at passages one person at a time."""
    from sentence_transformers.util import semantic_search

    hits = semantic_search(vector[None, :], pool.documents, top_k=min(len(pool), 4_000))[0]
    found = [hit["corpus_id"] for hit in hits if eligible[hit["corpus_id"]]][:400]
    scored = []
    for row in found:
        start, end = pool.passages.offsets[row], pool.passages.offsets[row + 1]
        scored.append((float((pool.passages.vectors[start:end] @ vector).max()), pool.ids[row]))
    return sorted(scored, reverse=True)


def random_pool(people: int, taxonomy: Taxonomy) -> Pool:
    random = np.random.default_rng(11)
    documents = unit(random, people)
    passages = people * PASSAGES_EACH
    words = [
        "python",
        "postgresql",
        "kubernetes",
        "rest",
        "apis",
        "senior",
        "backend",
        "engineer",
        *(f"w{i}" for i in range(5_000)),
    ]
    weights = random_array((people, len(words)), density=60 / len(words), dtype=np.float32, rng=random)
    stems = random_array((passages, 2_000), density=12 / 2_000, dtype=np.float32, rng=random)
    skills = random_array((people, len(taxonomy)), density=8 / len(taxonomy), dtype=np.float32, rng=random)
    countries = csr_array((people, 1), dtype=np.int8)
    return Pool(
        ids=tuple(f"p{i:07d}" for i in range(people)),
        numbers={
            "hourly_rate": random.uniform(20, 140, people),
            "hours_per_week": random.choice([np.nan, 10, 20, 30, 40], people),
            "rating_average": random.uniform(3.5, 5, people),
            "rating_count": random.integers(0, 80, people).astype(np.float64),
            "closed_years": random.uniform(0, 20, people),
        },
        labels={
            "rate_currency": Labels(("USD",), np.zeros(people, np.int32)),
            "text_language": Labels((), np.full(people, -1, np.int32)),
            "clearance": Labels((), np.full(people, -1, np.int32)),
        },
        sets={"work_countries": Sets(("DE",), countries), "languages": Sets(("de",), countries)},
        skills=csc_array(skills),
        documents=documents,
        titles=unit(random, people),
        passages=Passages(
            vectors=unit(random, passages),
            offsets=np.arange(people + 1, dtype=np.int64) * PASSAGES_EACH,
            telling=np.zeros(passages, np.int8),
            vocabulary={f"s{i}": i for i in range(2_000)},
            stems=csc_array(stems),
        ),
        lexical=LexicalIndex({word: i for i, word in enumerate(words)}, csc_array(weights)),
    )


def unit(random: np.random.Generator, count: int) -> NDArray[np.float32]:
    vectors = random.standard_normal((count, 384), dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


if __name__ == "__main__":
    main()
