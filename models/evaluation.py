"""What a ranking is worth: Candor beside the plain rankers on judged roles, as the document `candor.evaluate/1`.

Every system ranks every profile it is given, with no retrieval cut, and ties go by profile id. Judgements come
from `matching/files.py`; how the document is shown is `evaluation_report.py`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.indexing import build_pool
from features.reading import Linker
from matching.errors import Fault, InputError
from matching.feature_spec import FloatArray
from matching.files import Judgement
from matching.gates import apply_gates
from matching.pool import Pool
from matching.ports import Encoder, Featurizer, Ranker
from matching.profiles import Profile
from matching.roles import Role
from models.baselines import Baselines
from models.evaluation_report import as_markdown, format_table
from models.metrics import role_metrics
from models.resampling import RESAMPLES, mean_interval, paired_difference

__all__ = ["Measured", "as_markdown", "evaluate", "format_table", "measure"]

SCHEMA = "candor.evaluate/1"
OWN = "candor"
DEFAULT_KS = (5, 10)

Rows = NDArray[np.intp]
Progress = Callable[[int, int], None]
Judgements = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Measured:
    """Metrics of every system on every role that counts: `values[system][metric]` is float64 `(n_roles,)`."""

    roles: tuple[str, ...]
    left_out: tuple[str, ...]
    values: dict[str, dict[str, FloatArray]]

    def as_document(self, *, n_bootstrap: int, seed: int, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
        """Means with 95% intervals, and the paired differences between Candor and each other system."""
        kept = {
            system: {
                metric: found
                for metric, found in metrics.items()
                if not metric.startswith(leave_out or ("\0",))
            }
            for system, metrics in self.values.items()
        }
        options = {"resamples": n_bootstrap, "seed": seed}
        return {
            "schema": SCHEMA,
            "roles": len(self.roles),
            "left_out": len(self.left_out),
            "bootstrap": {"n": n_bootstrap, "seed": seed},
            "systems": {
                system: {
                    metric: mean_interval(found, **options).as_dict() for metric, found in metrics.items()
                }
                for system, metrics in kept.items()
            },
            "differences": {
                system: {
                    metric: paired_difference(kept[OWN][metric], found, **options).as_dict()
                    for metric, found in metrics.items()
                }
                for system, metrics in kept.items()
                if system != OWN
            },
        }


def evaluate(
    roles: Sequence[Role],
    profiles: Sequence[Profile],
    qrels: Iterable[Judgement],
    *,
    ranker: Ranker,
    featurizer: Featurizer,
    linker: Linker,
    encoder: Encoder | None,
    as_of: date,
    judged_only: bool = False,
    gates: bool = False,
    ks: Sequence[int] = DEFAULT_KS,
    seed: int = 0,
    n_bootstrap: int = RESAMPLES,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The document `candor.evaluate/1`; InputError for an unknown id, a repeated pair, or nothing to measure.

    `judged_only` ranks, for each role, the profiles judged for it; otherwise all. `gates` leaves out whom the role's
    hard constraints exclude; what they exclude still counts against the ranking. Without an encoder `cosine` and
    `rrf` are absent. `progress` is told of texts encoded, then of roles ranked.
    """
    measured = measure(
        roles, profiles, qrels, ranker=ranker, featurizer=featurizer, linker=linker, encoder=encoder, as_of=as_of,
        judged_only=judged_only, gates=gates, ks=ks, seed=seed, progress=progress,
    )  # fmt: skip
    return measured.as_document(n_bootstrap=n_bootstrap, seed=seed, leave_out=("precision@",))


def measure(
    roles: Sequence[Role],
    profiles: Sequence[Profile],
    qrels: Iterable[Judgement],
    *,
    ranker: Ranker,
    featurizer: Featurizer,
    linker: Linker,
    encoder: Encoder | None,
    as_of: date,
    judged_only: bool = False,
    gates: bool = False,
    ks: Sequence[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Progress | None = None,
) -> Measured:
    """As `evaluate`, before averaging: every metric of every system and role, `precision@k` among them."""
    cutoffs = _cutoffs(ks)
    judged = _by_role(roles, profiles, qrels)
    counted = [role for role in roles if any(grade >= 1 for grade in judged.get(role.id, {}).values())]
    if not counted:
        raise InputError(
            f"expected at least one role with a relevant profile (grade 1 or more), found none in {len(roles)} roles",
            hint="check that the judgements use the ids of the roles file",
        )
    pool = build_pool(profiles, linker=linker, encoder=encoder, progress=progress)
    baselines = Baselines.prepare(
        pool,
        {profile.id: profile for profile in profiles},
        encoder=encoder,
        seed=seed,
        progress=progress,
    )
    found: dict[str, list[dict[str, float]]] = {}
    for done, role in enumerate(counted, start=1):
        grades = judged[role.id]
        rows = _candidates(role, pool, grades, judged_only=judged_only, gates=gates)
        compared = featurizer.compare(role, pool, rows, as_of=as_of.toordinal())
        scores = {OWN: ranker.score(compared).scores, **baselines.scores(role, rows)}
        for system, one in scores.items():
            ranked = _ranked_grades(pool, rows, one, grades)
            found.setdefault(system, []).append(role_metrics(ranked, list(grades.values()), cutoffs))
        if progress:
            progress(done, len(counted))
    return Measured(
        roles=tuple(role.id for role in counted),
        left_out=tuple(role.id for role in roles if role not in counted),
        values={
            system: {metric: np.array([one[metric] for one in of_roles]) for metric in of_roles[0]}
            for system, of_roles in found.items()
        },
    )


def _candidates(role: Role, pool: Pool, grades: Mapping[str, int], *, judged_only: bool, gates: bool) -> Rows:
    """Rows to rank, ascending, so that a stable sort breaks ties by id."""
    rows = np.sort(pool.rows_of(list(grades))) if judged_only else np.arange(len(pool))
    return rows[apply_gates(role, pool).eligible[rows]] if gates else rows


def _ranked_grades(pool: Pool, rows: Rows, scores: FloatArray, grades: Mapping[str, int]) -> list[int]:
    order = rows[np.argsort(-scores, kind="stable")]
    return [grades.get(pool.ids[row], 0) for row in order]


def _cutoffs(ks: Sequence[int]) -> tuple[int, ...]:
    wrong = [k for k in ks if k < 1]
    if wrong or not ks:
        raise InputError(
            "expected cut-offs k of 1 or more", faults=[Fault("1 or more", str(k), field="k") for k in wrong]
        )
    return tuple(sorted(set(ks)))


def _by_role(
    roles: Sequence[Role], profiles: Sequence[Profile], qrels: Iterable[Judgement]
) -> dict[str, dict[str, int]]:
    """Grades by role and profile; InputError with every fault of the judgements and the ids."""
    known_roles, known_profiles = (
        Counter(role.id for role in roles),
        Counter(profile.id for profile in profiles),
    )
    faults = [Fault("ids of their own", f"{kind} {name} {count} times", field="id")
              for kind, counts in (("role", known_roles), ("profile", known_profiles))
              for name, count in counts.items() if count > 1]  # fmt: skip
    judged: dict[str, dict[str, int]] = {}
    for one in qrels:
        role_id, profile_id, where = one.role_id, one.profile_id, f"line {one.line}"
        if role_id not in known_roles:
            faults.append(Fault("the id of a role given", role_id, field=where))
        if profile_id not in known_profiles:
            faults.append(Fault("the id of a profile given", profile_id, field=where))
        of_role = judged.setdefault(role_id, {})
        if profile_id in of_role:
            faults.append(Fault("each pair judged once", f"{role_id} {profile_id} again", field=where))
        of_role[profile_id] = one.grade
    if faults:
        raise InputError(
            f"expected judgements of the roles and profiles given, found {len(faults)} faults",
            faults=faults,
            hint="every line is: role_id 0 profile_id grade",
        )
    return judged
