"""Which outcomes a probability rests on, and whose scores they carry. All of it simulated."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.feature_spec import FeatureMatrix, FloatArray
from matching.pipeline import Matcher
from matching.ports import Compared, Scored
from matching.profiles import Profile
from matching.roles import Role
from models import own_outcomes
from models.bundle import built_in, load_bundle, read_manifest
from models.calibration import cross_fitted
from models.training import Trained, train, write_trained
from models.training_data import JudgedRole, gather, informative, split_by_time
from tests.fakes import MemoryProfiles, WordEncoder
from tests.models.toys import SPECS, compared, past_roles, random_values

ROLES = 60


def with_outcomes(
    roles: Sequence[JudgedRole], *, engaged: int = 4, peers: int = 40, seed: int = 0
) -> list[JudgedRole]:
    """The same roles, each ranked among `peers` people; how the work of `engaged` of them went is known."""
    draw = np.random.default_rng(seed)
    found = []
    for role in roles:
        values = random_values(draw, peers)
        matured = np.arange(len(role.grades)) < engaged
        sure = 0.15 + 0.35 * (role.matrix.values[:, 0] + role.matrix.values[:, 2] / 100)
        went = np.where(draw.random(len(sure)) < sure, 3, 1)
        found.append(
            replace(
                role,
                grades=np.where(matured, went, role.grades).tolist(),
                matured=matured.tolist(),
                peers=FeatureMatrix(SPECS, values, np.ones(values.shape, bool)),
            )
        )
    return found


def judged(**options: int) -> list[JudgedRole]:
    return with_outcomes(past_roles(ROLES), **options)


@cache
def trained() -> Trained:
    return train(gather(judged()), specs=SPECS, basis="own_outcomes")


def written(tmp_path: Path, found: Trained) -> Path:
    about = {"created_at": "2026-01-01T00:00:00Z", "author": None, "encoder": None, "taxonomy": None}
    return tmp_path / write_trained(tmp_path, found, basis="own_outcomes", **about)  # type: ignore[arg-type]


def pool(count: int = 60) -> Compared:
    return compared(random_values(np.random.default_rng(3), count).tolist())


def test_a_bundle_learned_from_own_outcomes_shows_probabilities_with_their_number(tmp_path: Path) -> None:
    ranker = load_bundle(written(tmp_path, trained()), featurizer_specs=SPECS)

    shown = [one for one in ranker.probability(pool()) if one is not None]

    assert shown
    assert {one.n for one in shown} == {240}
    assert all(0 < one.low <= one.value <= one.high < 1 for one in shown)


def test_a_higher_score_in_the_same_pool_never_shows_a_lower_probability(tmp_path: Path) -> None:
    ranker = load_bundle(written(tmp_path, trained()), featurizer_specs=SPECS)
    order = np.argsort(ranker.score(pool()).scores)

    values = [one.value for row in order if (one := ranker.probability(pool())[row]) is not None]

    assert len(values) > 10
    assert (np.diff(values) >= -1e-12).all()


@pytest.mark.parametrize("basis", ["simulated", "prior"])
def test_on_any_other_basis_no_calibrator_is_fitted(basis: str) -> None:
    found = train(gather(judged()), specs=SPECS, basis=basis)  # type: ignore[arg-type]

    assert found.ranker.calibrator is None
    assert "calibration" not in found.metrics


def test_a_training_that_says_nothing_of_its_basis_fits_none() -> None:
    assert train(gather(judged()), specs=SPECS).ranker.calibrator is None


def test_one_outcome_too_few_and_the_bundle_says_why_it_shows_no_probability(tmp_path: Path) -> None:
    roles = with_outcomes(past_roles(ROLES), engaged=4)[:50]
    roles[0] = replace(roles[0], matured=[False, *list(roles[0].matured or ())[1:]])

    found = train(gather(roles), specs=SPECS, basis="own_outcomes")

    assert found.ranker.calibrator is None
    folder = written(tmp_path, found)
    assert "calibrator.json" not in read_manifest(folder)["files"]
    assert (
        "No probability is shown: 199 found where at least 200 matured outcomes are asked"
        in (folder / "card.md").read_text()
    )


def test_decisions_are_no_outcomes() -> None:
    undecided = [replace(role, matured=None) for role in judged()]

    found = train(gather(undecided), specs=SPECS, basis="own_outcomes")

    assert found.ranker.calibrator is None
    assert found.metrics["calibration"]["outcomes"] == found.data["matured_outcomes"] == 0


@pytest.mark.parametrize("peers", [None, 19])
def test_outcomes_of_a_role_whose_ranked_people_are_unknown_or_few_do_not_count(peers: int | None) -> None:
    roles = judged() if peers is None else judged(peers=peers)
    roles = [replace(role, peers=None) for role in roles] if peers is None else roles

    found = train(gather(roles), specs=SPECS, basis="own_outcomes")

    assert (found.metrics["calibration"]["outcomes"], found.data["matured_outcomes"]) == (0, 240)


def test_a_role_the_booster_learned_from_is_scored_by_one_that_did_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    learned: list[set[str]] = []
    boost = own_outcomes.boosting.boost

    def noting(split, *args, **options):  # type: ignore[no-untyped-def]
        learned.append(set(split.learn.role_ids))
        return boost(split, *args, **options)

    monkeypatch.setattr(own_outcomes.boosting, "boost", noting)
    found = trained().ranker
    rows = gather(judged())
    split = split_by_time(informative(rows))
    monkeypatch.setattr(own_outcomes, "fit_calibrator", lambda *args, **options: found.calibrator)

    own_outcomes.calibrate(found, rows, split, trained().params | {}, seed=0)

    everybody = set(split.learn.role_ids)
    assert len(learned) == own_outcomes.PARTS
    assert all(part < everybody for part in learned)
    assert set.union(*(everybody - part for part in learned)) == everybody
    assert sum(len(everybody - part) for part in learned) == len(everybody)


def test_a_calibrator_further_off_than_chance_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_sure(*args: FloatArray) -> FloatArray:
        return np.clip(cross_fitted(*args) + 0.4, 0, 1)

    monkeypatch.setattr(own_outcomes, "cross_fitted", too_sure)

    found = train(gather(judged()), specs=SPECS, basis="own_outcomes")

    assert found.ranker.calibrator is None
    assert found.metrics["calibration"]["shown"] is False
    assert "is more than chance" in found.notes[-1]


def test_the_bundle_states_the_error_overall_and_in_each_third_of_difficulty(tmp_path: Path) -> None:
    folder = written(tmp_path, trained())

    stated = read_manifest(folder)["metrics"]["calibration"]

    assert (stated["outcomes"], stated["shown"]) == (240, True)
    assert [one["group"] for one in stated["errors"]] == ["all", "hard", "middle", "easy"]
    assert "Probabilities rest on 240 matured outcomes" in (folder / "card.md").read_text()


def test_the_fingerprint_tells_outcomes_from_decisions_and_other_peers() -> None:
    roles = judged()
    one = replace(roles[0], matured=None)
    other = replace(roles[0], peers=roles[1].peers)

    prints = {gather([first, *roles[1:]]).fingerprint for first in (roles[0], one, other)}

    assert len(prints) == 3


def test_outcomes_and_peers_stay_with_their_role() -> None:
    roles = judged()
    for role in roles[::2]:
        role.matrix.values[:] = 0.5
    roles[::2] = [replace(role, grades=[1] * 10) for role in roles[::2]]

    found = informative(gather(roles))

    assert found.role_ids == tuple(role.role_id for role in roles[1::2])
    assert all(kept is role.peers for kept, role in zip(found.peers, roles[1::2], strict=True))
    assert found.matured.tolist() == [one for role in roles[1::2] for one in role.matured or ()]


class Watching:
    """A ranker that notes whom it was asked to rank."""

    def __init__(self) -> None:
        self.inner, self.seen = built_in(), []  # type: ignore[var-annotated]

    def __getattr__(self, name: str) -> object:
        return getattr(self.inner, name)

    def score(self, found: Compared) -> Scored:
        self.seen.append(found.matrix)
        return self.inner.score(found)


def test_a_past_role_is_ranked_among_the_very_people_a_shortlist_would_rank() -> None:
    people = [
        Profile(id=f"p{number:02}", text="Wrote Python services for a bank and their tests.")
        for number in range(30)
    ]
    people.append(
        Profile.model_validate(
            {"id": "dear", "text": "Python.", "hourly_rate": {"amount": 500, "currency": "USD"}}
        )
    )
    linker, ranker = SkillLinker(load_starter()), Watching()
    pool = build_pool(people, linker=linker, encoder=WordEncoder())
    matcher = Matcher(pool, MemoryProfiles(people), RoleFeaturizer(linker, WordEncoder()), ranker)  # type: ignore[arg-type]
    role = Role.model_validate(
        {
            "id": "r",
            "title": "Engineer",
            "must_have": ["Python"],
            "max_hourly_rate": {"amount": 90, "currency": "USD"},
        }
    )

    found = own_outcomes.ranked_among(matcher, role, date(2026, 11, 24))

    matcher.shortlist(role, as_of=date(2026, 11, 24))
    assert len(found.values) == 30
    assert np.array_equal(found.values, ranker.seen[0].values)


def test_whoever_may_not_be_learned_from_is_no_peer_either() -> None:
    people = [Profile(id=f"p{number}", text="Wrote Python services.") for number in range(4)]
    linker = SkillLinker(load_starter())
    pool = build_pool(people, linker=linker, encoder=WordEncoder())
    matcher = Matcher(pool, MemoryProfiles(people), RoleFeaturizer(linker, WordEncoder()), Watching())  # type: ignore[arg-type]
    role = Role(id="r", title="Engineer", must_have=["Python"])

    found = own_outcomes.ranked_among(matcher, role, date(2026, 11, 24), left_out={"p1": "licence"})

    assert len(found.values) == 3
