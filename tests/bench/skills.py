"""How many annotated skills are among the first ten linked: `python -m tests.bench.skills [--choose]`.

Sentences and marked phrases annotated with ESCO skills, two sets: the weights were chosen on the sentences of `tech`
(`--choose` tries them again), `house` checks them. Beside it the plain way: the labels nearest to the whole text.
`CANDOR_DATA` names the folder of data. The counting rule and the figures are in `docs/reference/skills.md`.
"""

import argparse
import csv
import itertools
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from features.encoding import default_encoder
from features.linking import SkillLinker
from features.linking.semantic import SemanticLinker, Signs, Weights, best_columns, fused
from features.skills import Taxonomy
from features.taxonomies.esco import read_esco

SETS = ("tech", "house")
NOT_A_SKILL = {"LABEL NOT PRESENT", "UNDERSPECIFIED", ""}
TOP = 10
CUTS = (1, 5, TOP)
RESAMPLES, SEED = 2_000, 11
STEPS = (0.0, 0.5, 1.0, 2.0)

Counts = NDArray[np.float64]  # one row a text: annotated, then hits above each cut


@dataclass(frozen=True)
class Annotated:
    text: str
    gold: frozenset[str]


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.skills")
    arguments.add_argument("--cache", type=Path, help="a folder for vectors")
    arguments.add_argument("--choose", action="store_true", help="try the weights again on tech")
    asked = arguments.parse_args()
    data = Path(os.environ["CANDOR_DATA"])
    taxonomy = read_esco(data / "esco").taxonomy
    cached = default_encoder(asked.cache)
    if cached is None:
        raise SystemExit("no encoder at hand; CANDOR_ENCODER names one")
    linker = SemanticLinker(
        SkillLinker(taxonomy), cached, cached.encode_all([skill.label for skill in taxonomy])
    )
    for name in SETS:
        path = data / "skill_extraction" / f"{name}_validation_annotations.csv"
        for what, text_of in (("sentences", sentence_of), ("phrases", phrase_of)):
            texts = read(path, taxonomy, text_of)
            signs = [linker.signs(one.text) for one in texts]
            report(f"{name}, {what}", texts, signs, taxonomy)
            if asked.choose and (name, what) == ("tech", "sentences"):
                choose(texts, signs, taxonomy)


def sentence_of(row: dict[str, str]) -> str:
    return row["sentence"]


def phrase_of(row: dict[str, str]) -> str:
    """What the annotator marked; where a list shares a head, the phrase written out."""
    return row["sub_span"] or row["span"]


def read(path: Path, taxonomy: Taxonomy, text_of: Callable[[dict[str, str]], str]) -> list[Annotated]:
    """One text with all its labels, each once. A label that the taxonomy lacks stays, and can never be found."""
    gold: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label = row["label"].strip()
            if label not in NOT_A_SKILL:
                skill = taxonomy.find(label)
                gold.setdefault(text_of(row), set()).add(skill.id if skill else f"not in it: {label}")
    return [Annotated(text, frozenset(labels)) for text, labels in gold.items()]


def counted(texts: Sequence[Annotated], scores: Sequence[NDArray[np.float32]], taxonomy: Taxonomy) -> Counts:
    ids = list(taxonomy.columns)
    rows = []
    for one, score in zip(texts, scores, strict=True):
        found = [ids[column] for column in best_columns(score, TOP) if score[column] > 0]
        rows.append((len(one.gold), *(len(one.gold & set(found[:cut])) for cut in CUTS)))
    return np.array(rows, np.float64)


def measures(counts: Counts) -> Counts:
    """Recall at each cut, then precision at each, in per cent."""
    annotated, *hits = counts.sum(axis=-2).T
    places = counts.shape[-2]
    recall = [hit / annotated for hit in hits]
    return np.array([*recall, *(hit / (cut * places) for hit, cut in zip(hits, CUTS, strict=True))]) * 100


def report(name: str, texts: list[Annotated], signs: list[Signs], taxonomy: Taxonomy) -> None:
    pairs = sum(len(one.gold) for one in texts)
    absent = sum(label.startswith("not in it") for one in texts for label in one.gold)
    print(f"\n{name}: {len(texts)} texts, {pairs} skills, {absent} of them not in the taxonomy")
    linked = counted(texts, [fused(sign, Weights()) for sign in signs], taxonomy)
    plain = counted(texts, [np.maximum(sign.text, 0) for sign in signs], taxonomy)
    mentioned = counted(texts, [sign.mention * ~sign.denied for sign in signs], taxonomy)
    draws = np.random.default_rng(SEED).integers(0, len(texts), (RESAMPLES, len(texts)))
    heads = [f"{what}@{cut}" for what in ("recall", "precision") for cut in CUTS]
    print(f"{'':24}" + "".join(f"{head:>20}" for head in heads))
    for label, counts in (("linked", linked), ("nearest to the text", plain), ("names alone", mentioned)):
        print(f"{label:24}" + line(measures(counts), measures(counts[draws])))
    print(f"{'linked minus nearest':24}" + line(
        measures(linked) - measures(plain), measures(linked[draws]) - measures(plain[draws])
    ))  # fmt: skip
    ids = list(taxonomy.columns)
    named = [{ids[c] for c in np.flatnonzero(sign.mention * ~sign.denied)} for sign in signs]
    right = sum(len(one.gold & found) for one, found in zip(texts, named, strict=True))
    print(f"of {sum(map(len, named))} skills named outright {right} are annotated")


def line(values: Counts, drawn: Counts) -> str:
    low, high = np.percentile(drawn, [2.5, 97.5], axis=1)
    return "".join(f"{f'{v:.1f} ({a:.1f}..{b:.1f})':>20}" for v, a, b in zip(values, low, high, strict=True))


def choose(texts: list[Annotated], signs: list[Signs], taxonomy: Taxonomy) -> None:
    """The ten best of all combinations of round weights, the part's being 1."""
    tried = []
    for mention, text, words in itertools.product(STEPS, repeat=3):
        weights = Weights(mention, text, 1.0, words)
        counts = counted(texts, [fused(sign, weights) for sign in signs], taxonomy)
        first, _, recall, *_ = measures(counts)
        tried.append((float(recall), float(first), weights))
    for recall, first, weights in sorted(tried, key=lambda one: (-one[0], -one[1]))[:10]:
        print(f"recall@{TOP} {recall:5.1f}  recall@1 {first:5.1f}  {weights}")


if __name__ == "__main__":
    main()
