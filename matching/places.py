"""Where people's passages and named skills stand in their own words, as numbers.

Kept beside the pool so that whoever is shown need not be read again: the words themselves stay in the record, and a
fingerprint says whether they are still those that were read. `features/kept.py` fills it and reads it back.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Places:
    """Spans are half-open code points of a person's text fields, counted as `profiles.text_fields` gives them.

    `fingerprints` uint64 `(n,)`; `passages` int32 `(m, 3)`: field, start, end, in the order of `Passages`; `claims` int32
    `(c, 5)`: column of the skill, telling, field, start, end; `tenures` int32 `(t, 3)` where the words say how long somebody
    has worked. Person `i` owns claims `claim_offsets[i]:claim_offsets[i+1]`, and tenures likewise.
    """

    fingerprints: NDArray[np.uint64]
    passages: NDArray[np.int32]
    claims: NDArray[np.int32]
    claim_offsets: NDArray[np.int64]
    tenures: NDArray[np.int32]
    tenure_offsets: NDArray[np.int64]
