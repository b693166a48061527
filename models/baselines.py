"""The rankers Candor must beat to be worth having, each plain enough to check by hand.

    bm25      lucene form, k1 1.5, b 0.75: all words of the role against all words of the profile
    cosine    whole role against whole profile, one vector each, cut at the encoder's own length
    rrf       reciprocal rank fusion (k = 60) of those two
    keyword   share of the must-haves found on word boundaries; without any, of the title's words
    shuffle   a seeded order per role

Each gives one score a candidate, higher is better; whoever ranks breaks ties by id. They read the same redacted words
as Candor does.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.redaction import policy_of, whole_text
from matching.feature_spec import FloatArray
from matching.lexical import LexicalIndex, words
from matching.pool import Pool
from matching.ports import Encoder
from matching.profiles import Profile
from matching.retrieval import RRF_K
from matching.roles import Role

Rows = NDArray[np.intp]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Baselines:
    """The plain rankers over one pool, from the words as they stand: nothing of our own reading. `vectors` holds one unit vector a person, or None without an encoder."""

    lexical: LexicalIndex
    texts: tuple[str, ...]
    vectors: NDArray[np.float32] | None
    encoder: Encoder | None
    seed: int = 0

    @classmethod
    def prepare(
        cls,
        pool: Pool,
        profiles: Mapping[str, Profile],
        *,
        encoder: Encoder | None,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> "Baselines":
        """Read every person of the pool once; `profiles` is by id, `progress` is told of texts encoded."""
        policy = policy_of(pool)
        texts = tuple(whole_text(profiles[person], policy=policy) for person in pool.ids)
        lexical = LexicalIndex.build([words(text) for text in texts])
        return cls(lexical, texts, _vectors(texts, encoder, progress), encoder, seed)

    @property
    def names(self) -> tuple[str, ...]:
        """The rankers that can be had: without an encoder there is no cosine, nor a fusion with it."""
        return (
            ("bm25", "keyword", "shuffle")
            if self.vectors is None
            else ("bm25", "cosine", "rrf", "keyword", "shuffle")
        )

    def scores(self, role: Role, rows: Rows) -> dict[str, FloatArray]:
        """Scores of the people at `rows`, float64 `(len(rows),)`, by ranker."""
        found = {"bm25": bm25(role, self.lexical, rows)}
        if self.vectors is not None and self.encoder is not None:
            found["cosine"] = cosine(self.encoder.encode([role.query_text])[0], self.vectors[rows])
            found["rrf"] = rrf([found["bm25"], found["cosine"]])
        found["keyword"] = keyword(role, [self.texts[row] for row in rows])
        found["shuffle"] = shuffle(role, len(rows), seed=self.seed)
        return found


def bm25(role: Role, lexical: LexicalIndex, rows: Rows) -> FloatArray:
    """BM25 over the words as they were written, with the statistics of the whole pool, whoever is ranked."""
    return lexical.scores(words(role.query_text))[rows]


def cosine(query: NDArray[np.float32], vectors: NDArray[np.float32]) -> FloatArray:
    """Cosine of unit vectors, summed in double precision so that equal texts tie exactly."""
    return np.asarray((vectors.astype(np.float64) * query.astype(np.float64)).sum(axis=1))


def rrf(scores: Sequence[FloatArray]) -> FloatArray:
    """Sum over the rankings of `1 / (60 + rank)`; every candidate has a rank in each."""
    total = np.zeros(len(scores[0]))
    for one in scores:
        order = np.argsort(-one, kind="stable")
        total[order] += 1.0 / (RRF_K + 1 + np.arange(len(one)))
    return total


def keyword(role: Role, texts: Sequence[str]) -> FloatArray:
    """Share of the must-haves each text names, in 0..1; without must-haves, of the title's words; else 0."""
    must = [asked.name for asked in role.requirements if asked.importance == "must"]
    terms = must or list(dict.fromkeys(words(role.title)))
    if not terms:
        return np.zeros(len(texts))
    # A plain search first: most terms are nowhere in most texts, and a pattern takes twenty times as long to say so.
    needles = [(max(term.lower().split(), key=len), _on_boundaries(term)) for term in terms]
    lowered = [text.lower() for text in texts]
    found = [
        sum(1 for needle, pattern in needles if needle in text and pattern.search(text)) for text in lowered
    ]
    return np.array(found, np.float64) / len(terms)


def shuffle(role: Role, count: int, *, seed: int) -> FloatArray:
    """A random order that depends on the seed and the role's id alone."""
    salt = int.from_bytes(hashlib.sha256(role.id.encode()).digest()[:8])
    return np.random.default_rng([seed, salt]).permutation(count).astype(np.float64)


def _vectors(
    texts: Sequence[str], encoder: Encoder | None, progress: Progress | None
) -> NDArray[np.float32] | None:
    if isinstance(encoder, CachedEncoder):
        return encoder.encode_all(texts, progress=progress)
    return encoder.encode(texts) if encoder else None


def _on_boundaries(term: str) -> re.Pattern[str]:
    """The term as a word of its own: `C` is not found in `C++` or `C#`, nor `Java` in `JavaScript`."""
    body = r"\s+".join(re.escape(part) for part in term.split())
    return re.compile(rf"(?<!\w){body}(?!\w|[+#]+(?!\w))", re.IGNORECASE)
