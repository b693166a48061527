"""Whether the evidence an explanation cites is what its score rests on: `python -m tests.faithfulness` prints the figures.

The passage around the first span a reason cites is blanked out of the profile, then as many characters somewhere else
in the same person's words; each time the record is read, indexed and scored again with the pool's statistics held. A
faithful explanation loses more score with what it cites than with what it does not. The control cites at random.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from matching.pipeline import Matcher
from matching.profiles import Profile, text_fields
from matching.roles import Role
from matching.shortlist import Candidate, Evidence
from models.resampling import RESAMPLES

Cite = Callable[[Candidate, Profile, random.Random], Evidence | None]

LOWEST_TOP = 10


@dataclass(frozen=True)
class Faithfulness:
    """Mean loss of score without the cited words less that without others, with its 95% interval over roles."""

    mean: float
    low: float
    high: float
    cited: float
    other: float
    n: int
    roles: int

    def __str__(self) -> str:
        return (
            f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]  without the cited {self.cited:.3f}, "
            f"without others {self.other:.3f}, n = {self.n} people of {self.roles} roles"
        )


def measure(
    matcher: Matcher, roles: Sequence[Role], cite: Cite, *, as_of: date, top: int = LOWEST_TOP, seed: int = 0
) -> Faithfulness:
    """Over the first `top` of every role; people without anything to cite or to blank beside it are left out."""
    losses: list[tuple[int, float, float]] = []
    for place, role in enumerate(roles):
        for candidate in matcher.shortlist(role, as_of=as_of, top=top).candidates:
            draw = random.Random(f"{seed} {role.id} {candidate.id}")
            profile = matcher.profiles.read([candidate.id])[candidate.id]
            cited = cite(candidate, profile, draw)
            other = elsewhere(profile, cited, draw) if cited else None
            if cited is None or other is None:
                continue
            whole, less, spared = _scores(
                matcher, role, as_of, [profile, blanked(profile, cited), blanked(profile, other)]
            )
            losses.append((place, whole - less, whole - spared))
    return _summary(losses, seed)


def top_cited(candidate: Candidate, profile: Profile, draw: random.Random) -> Evidence | None:
    """The first span of the largest reason for the person that cites their words."""
    for reason in candidate.reasons:
        if reason.contribution > 0 and reason.evidence:
            return reason.evidence[0]
    return None


def at_random(candidate: Candidate, profile: Profile, draw: random.Random) -> Evidence | None:
    """The control: as long a span as the true one, anywhere in the person's words."""
    true = top_cited(candidate, profile, draw)
    return elsewhere(profile, None, draw, length=true.end - true.start) if true else None


def elsewhere(
    profile: Profile, cited: Evidence | None, draw: random.Random, *, length: int | None = None
) -> Evidence | None:
    """A span of the same length, drawn from every place in the person's words that does not touch the cited one."""
    length = length if length is not None else (cited.end - cited.start if cited else 0)
    starts: list[tuple[str, str, int, int]] = []
    for field in text_fields(profile):
        free = [(0, len(field.text))]
        if cited is not None and field.path == cited.field:
            free = [(0, cited.start), (cited.end, len(field.text))]
        starts += [
            (field.path, field.text, start, end - length) for start, end in free if end - start >= length
        ]
    if not starts:
        return None
    path, text, first, last = draw.choices(
        starts, weights=[last - first + 1 for _, _, first, last in starts]
    )[0]
    start = draw.randint(first, last)
    return Evidence(path, start, start + length, text[start : start + length])


def blanked(profile: Profile, evidence: Evidence) -> Profile:
    """The profile without the words of a span; everything else keeps its place."""
    written = profile.model_dump(mode="json", exclude_unset=True)
    steps = [
        int(step) if step.isdigit() else step
        for step in evidence.field.replace("]", "").replace("[", ".").split(".")
    ]
    holder: Any = written
    for step in steps[:-1]:
        holder = holder[step]
    text = holder[steps[-1]]
    holder[steps[-1]] = text[: evidence.start] + " " * (evidence.end - evidence.start) + text[evidence.end :]
    return Profile.model_validate(written)


def _scores(matcher: Matcher, role: Role, as_of: date, versions: list[Profile]) -> Iterator[float]:
    for version in versions:
        pool = matcher.featurizer.index([version], beside=matcher.pool)
        compared = matcher.featurizer.compare(role, pool, np.array([0]), as_of=as_of.toordinal())
        yield float(matcher.ranker.score(compared).scores[0])


def _summary(losses: list[tuple[int, float, float]], seed: int) -> Faithfulness:
    """Paired differences; whole roles are drawn, since people of one role lose alike."""
    places, cited, other = (np.array(column) for column in zip(*losses, strict=True))
    gaps = cited - other
    groups = [gaps[places == place] for place in np.unique(places)]
    draw = np.random.default_rng(seed)
    sums, counts = np.array([group.sum() for group in groups]), np.array([len(group) for group in groups])
    picks = draw.integers(0, len(groups), (RESAMPLES, len(groups)))
    means = sums[picks].sum(axis=1) / counts[picks].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Faithfulness(
        float(gaps.mean()),
        float(low),
        float(high),
        float(cited.mean()),
        float(other.mean()),
        len(gaps),
        len(groups),
    )


def main() -> None:
    """Real CVs where `CANDOR_DATA` names the folder of data; `CANDOR_VECTORS` a folder of vectors kept between runs."""
    from features.encoding import default_encoder
    from features.featurizer import RoleFeaturizer
    from features.indexing import build_pool
    from features.linking import SkillLinker
    from features.taxonomy import load_starter
    from features.templates import list_templates, read_template
    from models.bundle import built_in
    from tests.bench.cvs import read_cvs, told
    from tests.fakes import MemoryProfiles

    linker, encoder = (
        SkillLinker(load_starter()),
        default_encoder(Path(os.environ.get("CANDOR_VECTORS", ".candor/cache"))),
    )
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    rows = read_cvs(Path(os.environ["CANDOR_DATA"]))
    chosen = random.Random(1).sample(sorted(rows), count)
    profiles = [Profile(id=name, text=rows[name][1]) for name in sorted(chosen)]
    pool = build_pool(profiles, linker=linker, encoder=encoder, progress=told)
    matcher = Matcher(pool, MemoryProfiles(profiles), RoleFeaturizer(linker, encoder), built_in())
    roles = [Role.model_validate(read_template(name)) for name in list_templates()]
    for name, cite in (("cited", top_cited), ("control", at_random)):
        print(f"{name:8} {measure(matcher, roles, cite, as_of=date(2026, 11, 24))}")


if __name__ == "__main__":
    main()
