"""How often the right role template comes first, or among three: `python -m tests.bench.suggesting`.

Needs in people's own words (`needs.yaml`) and, with `CANDOR_DATA`, the descriptions of ESCO occupations that have a
template of the same trade. Beside the suggester: BM25 over the same templates, and each of its signs alone. The figures
are in `docs/reference/suggesting.md`.
"""

import argparse
import csv
import itertools
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from features.encoding import default_encoder
from features.linking import SkillLinker
from features.suggesting import Signs, TemplateSuggester, fused
from features.taxonomy import load_starter
from features.templates import list_templates, read_template

NEEDS = Path(__file__).parent / "needs.yaml"

# template -> occupations of the same trade, by their preferred label in ESCO
OCCUPATIONS = {
    "accountant": ("accountant", "bookkeeper"),
    "business-development-manager": ("business developer", "sales account manager"),
    "cloud-engineer": ("cloud engineer", "cloud DevOps engineer"),
    "content-producer": ("copywriter", "video and motion picture editor"),
    "customer-support-specialist": ("customer service representative", "call centre agent"),
    "data-analyst": ("data analyst", "business analyst"),
    "digital-marketing-specialist": ("online marketer", "digital marketing manager"),
    "executive-assistant": ("executive assistant", "secretary"),
    "financial-analyst": ("financial analyst", "investment analyst"),
    "frontend-engineer": ("user interface developer", "web developer"),
    "graphic-designer": ("graphic designer", "desktop publisher"),
    "it-support-technician": ("ICT help desk agent", "ICT technician"),
    "machine-learning-engineer": ("data scientist", "computer vision engineer"),
    "mechanical-design-engineer": ("mechanical engineer", "mechanical engineering drafter"),
    "product-manager": ("product manager", "ICT product manager"),
    "project-manager": ("project manager", "ICT project manager"),
    "qa-automation-engineer": ("software tester", "ICT test analyst"),
    "quality-inspector": ("product quality inspector", "product quality controller"),
    "recruiter": ("recruitment consultant", "recruitment officer"),
    "security-analyst": ("ICT security technician", "ethical hacker"),
    "technical-writer": ("technical communicator", "publications coordinator"),
    "ux-ui-designer": ("user interface designer", "user experience analyst"),
    "backend-engineer": ("software developer", "database developer"),
}  # fmt: skip

Texts = Sequence[tuple[str, str]]
Judged = tuple[str, Signs]
Scorer = Callable[[Signs], NDArray[np.float64]]

WAYS: dict[str, Scorer] = {
    "suggester": fused,
    "meaning alone": lambda signs: signs.words if signs.meaning is None else signs.meaning,
    "skills named alone": lambda signs: signs.skills,
    "BM25": lambda signs: signs.words,
}
STEPS = (0.0, 0.1, 0.25, 0.5, 1.0)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench.suggesting")
    arguments.add_argument(
        "--choose", action="store_true", help="try what each sign counts again, on the occupations"
    )
    asked, suggester = arguments.parse_args(), shipped(with_encoder=True)
    report("needs", read(needs(), suggester))
    if data := os.environ.get("CANDOR_DATA"):
        described = read(occupations(Path(data)), suggester)
        report("ESCO occupations", described)
        if asked.choose:
            choose(described)


def shipped(*, with_encoder: bool) -> TemplateSuggester:
    roles = [read_template(template) for template in list_templates()]
    return TemplateSuggester(roles, SkillLinker(load_starter()), default_encoder() if with_encoder else None)


def needs() -> list[tuple[str, str]]:
    document = yaml.safe_load(NEEDS.read_text(encoding="utf-8"))
    return [(template, text) for template, texts in document.items() for text in texts]


def occupations(data: Path) -> list[tuple[str, str]]:
    """(template, description) of every occupation named above that the file has."""
    with (data / "esco" / "occupations_en.csv").open(encoding="utf-8", newline="") as file:
        described = {row["preferredLabel"]: row["description"] for row in csv.DictReader(file)}
    return [
        (template, described[label])
        for template, labels in OCCUPATIONS.items()
        for label in labels
        if label in described
    ]


def read(texts: Texts, suggester: TemplateSuggester) -> list[Judged]:
    return [(wanted, suggester.signs(text)) for wanted, text in texts]


def shares(judged: Sequence[Judged], scorer: Scorer) -> tuple[float, float]:
    """Share of texts whose template comes first, and among the first three. A tie counts as lost."""
    places = [_place(scorer(signs), wanted) for wanted, signs in judged]
    return float(np.mean([place == 1 for place in places])), float(np.mean([place <= 3 for place in places]))


def _place(scores: NDArray[np.float64], wanted: str) -> int:
    row = list_templates().index(wanted)
    if scores[row] <= 0:
        return len(scores) + 1
    return int((scores >= scores[row]).sum())


def report(name: str, judged: Sequence[Judged]) -> None:
    print(f"{name}: {len(judged)} texts")
    for way, scorer in WAYS.items():
        first, three = shares(judged, scorer)
        print(f"  {way:20} top 1 {first:.3f}   top 3 {three:.3f}")


def choose(judged: Sequence[Judged]) -> None:
    print("what each sign counts beside meaning: skills, words, top 1, top 3")
    for skills, shared in itertools.product(STEPS, STEPS):
        first, three = shares(judged, partial(fused, skills=skills, shared=shared))
        print(f"  {skills:4} {shared:4}   {first:.3f} {three:.3f}")


if __name__ == "__main__":
    main()
