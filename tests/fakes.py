"""Small stand-ins for our own ports, shared by many tests. No patching: they are handed in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from features.words import content_words
from matching.lexical import words
from matching.profiles import Profile
from matching.vectors import ByteVectors
from matching.word_vectors import Worded, WordVectors


class WordEncoder:
    """Unit vectors of word counts in 64 hashed dimensions: texts are near when they share words."""

    name = "words-64"
    dimension = word_dimension = 64

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                vectors[row, hashlib.sha256(word.encode()).digest()[0] % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def encode_words(self, texts: Sequence[str]) -> Worded:
        """A word is the same in any text."""
        own = [[text[start:end] for start, end in content_words(text)] for text in texts]
        found = [ByteVectors.of(WordEncoder.encode(self, some)) for some in own]
        return Worded(self.encode(texts), WordVectors.of(found, self.dimension))


@dataclass
class MemoryProfiles:
    """A profile reader over what it was given."""

    profiles: Sequence[Profile]
    by_id: dict[str, Profile] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {profile.id: profile for profile in self.profiles}

    def read(self, ids: Sequence[str]) -> dict[str, Profile]:
        return {person: self.by_id[person] for person in ids if person in self.by_id}
