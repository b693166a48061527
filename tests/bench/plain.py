"""The plain way to a shortlist, kept as one would first write it: the bench's yardstick, never changed to make it slower.

sentence-transformers' own search over whole records, the gates afterwards, the same features and the same booster over
those found, and the exact parts of each one shown. It gives no requirement statuses and no quotations. `shap` is not among
the dependencies; for LightGBM its `TreeExplainer` calls `pred_contrib`, which is called here as it does, one person at a
time.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from features.featurizer import RoleFeaturizer
from matching.gates import apply_gates
from matching.pool import Pool
from matching.roles import Role
from models.ranker import BoosterRanker

RETRIEVED, SHOWN = 400, 20

# So many more are searched for than are wanted, because the search knows no gates.
SEARCHED = 4_000


def plain_way(
    role: Role, pool: Pool, featurizer: RoleFeaturizer, ranker: BoosterRanker, *, as_of: date
) -> list[tuple[float, str, NDArray[np.float64]]]:
    """Score, id and parts of those shown, best first."""
    from sentence_transformers.util import semantic_search

    hits = semantic_search(featurizer.query(role).vector, pool.documents, top_k=min(len(pool), SEARCHED))[0]
    eligible = apply_gates(role, pool).eligible
    found = np.array([hit["corpus_id"] for hit in hits if eligible[hit["corpus_id"]]][:RETRIEVED], np.intp)
    values = featurizer.compare(role, pool, found, as_of=as_of.toordinal()).matrix.values
    scores = ranker.booster.predict(values, raw_score=True, num_threads=1)
    best = np.argsort(-scores, kind="stable")[:SHOWN]
    return [
        (
            float(scores[i]),
            pool.ids[found[i]],
            np.asarray(ranker.booster.predict(values[i : i + 1], pred_contrib=True, num_threads=1))[0],
        )
        for i in best
    ]
