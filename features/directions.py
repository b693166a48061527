"""The directions along which words differ most: so many numbers of a word's vector are kept as tell words apart.

`python -m features.directions` makes those of the default encoder anew, from the names of skills in the starter taxonomy; a
test holds the shipped file to that.
"""

import numpy as np
from numpy.typing import NDArray

from features.encoding import whole_words_encoder
from features.in_context import SHIPPED, WIDTH
from features.taxonomy import Taxonomy, load_starter
from matching.ports import Encoder

Floats = NDArray[np.float32]


def fitted_directions(encoder: Encoder, taxonomy: Taxonomy) -> Floats:
    """The `WIDTH` first principal directions (uncentred) of the words of every skill's names; `encoder` gives whole vectors."""
    texts = [text for skill in taxonomy for text in (skill.label, ", ".join(skill.aliases)) if text]
    words = encoder.encode_words(texts).words
    if words is None:
        raise ValueError(f"expected an encoder that gives vectors of words, found {encoder.name}")
    _, _, directions = np.linalg.svd(words.vectors[:], full_matrices=False)
    kept = directions[:WIDTH]
    # A direction and its opposite are the same; the largest number of each is made positive.
    return kept * np.sign(kept[np.arange(len(kept)), np.abs(kept).argmax(axis=1)])[:, None]


if __name__ == "__main__":
    np.save(SHIPPED, fitted_directions(whole_words_encoder(), load_starter()).astype(np.float16))
