"""How many annotated skills are among the first ten linked: `python -m tests.bench.skills [--choose]`.

Sentences annotated with ESCO skills, two sets: the weights were chosen on `tech` (`--choose` tries them again), `house`
checks them. Beside it the plain way: the labels nearest to the whole sentence. `CANDOR_DATA` names the folder of data.
The counting rule and the figures are in `docs/reference/skills.md`.
"""

import argparse
import csv
import itertools
import os
from collections.abc import Sequence
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
RESAMPLES, SEED = 2_000, 11
STEPS = (0.0, 0.5, 1.0, 2.0)

Counts = NDArray[np.float64]  # one row a sentence: annotated, hits in ten, first one right


@dataclass(frozen=True)
class Sentence:
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
        sentences = read(data / "skill_extraction" / f"{name}_validation_annotations.csv", taxonomy)
        signs = [linker.signs(sentence.text) for sentence in sentences]
        report(name, sentences, signs, taxonomy)
        if asked.choose and name == "tech":
            choose(sentences, signs, taxonomy)


def read(path: Path, taxonomy: Taxonomy) -> list[Sentence]:
    """One sentence with all its labels, each once. A label that the taxonomy lacks stays, and can never be found."""
    gold: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label = row["label"].strip()
            if label not in NOT_A_SKILL:
                skill = taxonomy.find(label)
                gold.setdefault(row["sentence"], set()).add(skill.id if skill else f"not in it: {label}")
    return [Sentence(text, frozenset(labels)) for text, labels in gold.items()]


def counted(
    sentences: Sequence[Sentence], scores: Sequence[NDArray[np.float32]], taxonomy: Taxonomy
) -> Counts:
    ids = list(taxonomy.columns)
    rows = []
    for sentence, score in zip(sentences, scores, strict=True):
        found = [ids[column] for column in best_columns(score, TOP) if score[column] > 0]
        rows.append(
            (len(sentence.gold), len(sentence.gold & set(found)), bool(found) and found[0] in sentence.gold)
        )
    return np.array(rows, np.float64)


def measures(counts: Counts) -> Counts:
    annotated, hits, first = counts.sum(axis=-2).T
    return np.array([hits / annotated, hits / (TOP * counts.shape[-2]), first / counts.shape[-2]]) * 100


def report(name: str, sentences: list[Sentence], signs: list[Signs], taxonomy: Taxonomy) -> None:
    pairs = sum(len(sentence.gold) for sentence in sentences)
    absent = sum(label.startswith("not in it") for sentence in sentences for label in sentence.gold)
    print(f"\n{name}: {len(sentences)} sentences, {pairs} skills, {absent} of them not in the taxonomy")
    linked = counted(sentences, [fused(sign, Weights()) for sign in signs], taxonomy)
    plain = counted(sentences, [np.maximum(sign.text, 0) for sign in signs], taxonomy)
    mentioned = counted(sentences, [sign.mention * ~sign.denied for sign in signs], taxonomy)
    draws = np.random.default_rng(SEED).integers(0, len(sentences), (RESAMPLES, len(sentences)))
    print(f"{'':24}{'recall@10':>20}{'precision@10':>20}{'first right':>20}")
    for label, counts in (("linked", linked), ("nearest to sentence", plain), ("names alone", mentioned)):
        print(f"{label:24}" + line(measures(counts), measures(counts[draws])))
    print(f"{'linked minus nearest':24}" + line(
        measures(linked) - measures(plain), measures(linked[draws]) - measures(plain[draws])
    ))  # fmt: skip
    named = sum(int((sign.mention * ~sign.denied).sum()) for sign in signs)
    right = sum(
        len(sentence.gold & {list(taxonomy.columns)[c] for c in np.flatnonzero(sign.mention * ~sign.denied)})
        for sentence, sign in zip(sentences, signs, strict=True)
    )
    print(f"of {named} skills named outright {right} are annotated")


def line(values: Counts, drawn: Counts) -> str:
    low, high = np.percentile(drawn, [2.5, 97.5], axis=1)
    return "".join(f"{f'{v:.1f} ({a:.1f}..{b:.1f})':>20}" for v, a, b in zip(values, low, high, strict=True))


def choose(sentences: list[Sentence], signs: list[Signs], taxonomy: Taxonomy) -> None:
    """The ten best of all combinations of round weights, the part's being 1."""
    tried = []
    for mention, text, words in itertools.product(STEPS, repeat=3):
        weights = Weights(mention, text, 1.0, words)
        counts = counted(sentences, [fused(sign, weights) for sign in signs], taxonomy)
        tried.append((*measures(counts), weights))
    for recall, precision, first, weights in sorted(tried, key=lambda one: (-one[0], -one[2]))[:10]:
        print(f"{recall:6.1f}{precision:6.1f}{first:6.1f}  {weights}")


if __name__ == "__main__":
    main()
