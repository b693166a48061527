"""What stands in for nearness in meaning where a licence keeps a person's words from being embedded.

Such a person is unknown on every feature of meaning, not far from everything. Each stand-in is the lower quartile, in
the good direction, of those the person is compared with: neutral, and no better than three in four of them have. Who
they are the licence of their source says, never their record, so nothing a person writes can bring it about.
"""

import numpy as np
from numpy.typing import NDArray

from matching.feature_spec import FeatureSpec, FloatArray

QUARTILE = 0.25

# A feature is one of meaning when it is a cosine: nothing else is made from vectors.
MEANING_UNIT = "cosine"

BoolArray = NDArray[np.bool_]


def is_meaning(specs: tuple[FeatureSpec, ...]) -> BoolArray:
    """Which columns are features of meaning, bool `(n_features,)`."""
    return np.array([spec.unit == MEANING_UNIT for spec in specs], bool)


def stand_ins(specs: tuple[FeatureSpec, ...], values: FloatArray) -> FloatArray:
    """The value of each feature for somebody who may not be embedded, `(n_features,)`.

    `values` `(n, n_features)` are those of the people compared with, NaN where a fact is unknown: in meaning it is of
    whoever may not be embedded, so they count for nothing here. A feature nobody has keeps the stand-in it declares.
    """
    found = np.array([spec.missing for spec in specs], np.float64)
    for column in np.nonzero(is_meaning(specs))[0]:
        known = values[~np.isnan(values[:, column]), column]
        if len(known):
            better = specs[column].direction >= 0
            found[column] = np.quantile(known, QUARTILE if better else 1 - QUARTILE)
    return found
