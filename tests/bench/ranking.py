"""What the cold start is worth on sets labelled by rule, and what each feature group adds: `python -m tests.bench.ranking FOLDER`.

FOLDER is what `tests.bench.sets` or `tests.bench.held_out` wrote. Every system ranks every person of a set, gates off; the
plain rankers stand beside Candor in the same run. An ablation ranks with one group's weights at nothing. Prints the
tables of `docs/reference/cold-start.md`.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.encoding import default_encoder
from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.feature_spec import GROUP_LABELS
from matching.files import read_profiles, read_qrels, read_roles
from matching.pool import Pool
from matching.profiles import Profile
from models.baselines import Baselines
from models.cold_start import cold_start_ranker
from models.metrics import role_metrics
from models.ranker import AdditiveRanker
from models.resampling import mean_interval, paired_difference

METRICS = ("ndcg@5", "ndcg@10", "map")
OWN = "candor"
AS_OF = date(2026, 11, 24).toordinal()
RESAMPLES, SEED = 2_000, 11

Values = dict[str, dict[str, NDArray[np.float64]]]


@dataclass(frozen=True)
class Tools:
    """What reads and ranks, the same for every set."""

    linker: SkillLinker
    encoder: CachedEncoder
    featurizer: RoleFeaturizer
    rankers: Mapping[str, AdditiveRanker]
    read: dict[tuple[str, ...], tuple[Pool, Baselines]] = field(default_factory=dict)

    def people(self, profiles: Sequence[Profile]) -> tuple[Pool, Baselines]:
        """The pool of these people and the plain rankers over it, made once: sets share their people."""
        key = tuple(one.text for one in profiles)
        if key not in self.read:
            pool = build_pool(profiles, linker=self.linker, encoder=self.encoder)
            by_id = {one.id: one for one in profiles}
            self.read[key] = pool, Baselines.prepare(pool, by_id, encoder=self.encoder)
        return self.read[key]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.ranking")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--cache", type=Path, help="a folder for vectors")
    arguments.add_argument("--sets", nargs="*", help="names of some of its sets; without, all of them")
    arguments.add_argument(
        "--people", type=int, help="rank a seeded sample of so many people, to save encoding"
    )
    arguments.add_argument("--roles", type=int, help="at most so many roles of a set, a seeded sample")
    asked = arguments.parse_args()
    encoder = default_encoder(asked.cache)
    if encoder is None:
        raise SystemExit("no encoder at hand; CANDOR_ENCODER names one")
    linker = SkillLinker(load_starter())
    tools = Tools(linker, encoder, RoleFeaturizer(linker, encoder), dict(_rankers()))
    for name in asked.sets or sorted(path.parent.name for path in asked.folder.glob("*/roles.jsonl")):
        values = measured(asked.folder / name, tools, asked.people, asked.roles)
        print(f"\n### {name} ({len(values[OWN][METRICS[0]])} roles)\n")
        print("\n".join(compared(values)))
        print()
        print("\n".join(ablated(values)))


def _rankers() -> Iterator[tuple[str, AdditiveRanker]]:
    """The cold start whole, and without each group that it weighs."""
    whole = cold_start_ranker()
    yield OWN, whole
    for group in GROUP_LABELS:
        names = {spec.name for spec in whole.specs if spec.group == group}
        kept = {name: term for name, term in whole.terms.items() if name not in names}
        yield f"without {group}", replace(whole, terms=kept)


def measured(folder: Path, tools: Tools, people: int | None = None, most: int | None = None) -> Values:
    """System -> metric -> one value a role; roles that nobody among the `people` drawn is relevant for are left out."""
    profiles, roles = read_profiles(folder / "profiles.jsonl").items, read_roles(folder / "roles.jsonl").items
    if people is not None and people < len(profiles):
        profiles = tuple(random.Random(SEED).sample(sorted(profiles, key=lambda one: one.id), people))
    drawn = {one.id for one in profiles}
    grades: dict[str, dict[str, int]] = {}
    for one in read_qrels(folder / "qrels.tsv").items:
        if one.profile_id not in drawn:
            continue
        grades.setdefault(one.role_id, {})[one.profile_id] = one.grade
    pool, plain = tools.people(profiles)
    everybody, found = np.arange(len(pool)), {}
    roles = tuple(role for role in roles if any(grades.get(role.id, {}).values()))
    if most is not None and most < len(roles):
        roles = tuple(random.Random(SEED).sample(roles, most))
    for role in roles:
        compared_to = tools.featurizer.compare(role, pool, everybody, as_of=AS_OF)
        own = {name: ranker.score(compared_to).scores for name, ranker in tools.rankers.items()}
        graded = np.array([grades.get(role.id, {}).get(person, 0) for person in pool.ids])
        for system, scores in {**own, **plain.scores(role, everybody)}.items():
            ranked = graded[np.argsort(-scores, kind="stable")].tolist()
            metrics = role_metrics(ranked, list(grades.get(role.id, {}).values()), (5, 10))
            found.setdefault(system, []).append([metrics[name] for name in METRICS])
    return {system: dict(zip(METRICS, np.array(rows).T, strict=True)) for system, rows in found.items()}


def compared(values: Values) -> Iterator[str]:
    yield f"| system | {' | '.join(METRICS)} | Candor minus it, ndcg@5 |"
    yield "|---" * (len(METRICS) + 2) + "|"
    for system, metrics in values.items():
        if not system.startswith("without"):
            cells = [_mean(metrics[name]) for name in METRICS]
            less = "" if system == OWN else _difference(values[OWN]["ndcg@5"], metrics["ndcg@5"])
            yield f"| {system} | {' | '.join(cells)} | {less} |"


def ablated(values: Values) -> Iterator[str]:
    yield "| without | " + " | ".join(f"what it adds, {name}" for name in METRICS) + " |"
    yield "|---" * (len(METRICS) + 1) + "|"
    for system, metrics in values.items():
        if system.startswith("without"):
            cells = [_difference(values[OWN][name], metrics[name]) for name in METRICS]
            label = GROUP_LABELS[system.removeprefix("without ")]
            yield f"| {label} | {' | '.join(cells)} |"


def _mean(values: NDArray[np.float64]) -> str:
    found = mean_interval(values, resamples=RESAMPLES, seed=SEED)
    return f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]"


def _difference(one: NDArray[np.float64], other: NDArray[np.float64]) -> str:
    found = paired_difference(one, other, resamples=RESAMPLES, seed=SEED)
    clear = " (clear)" if found.low > 0 or found.high < 0 else ""
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]{clear}"


if __name__ == "__main__":
    main()
