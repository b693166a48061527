"""`candor.evaluate/1` on a handful of people and judgements."""

import json
from datetime import date
from typing import Any

import pytest

from features.featurizer import RoleFeaturizer
from features.linking import SkillLinker
from features.taxonomy import load_starter
from matching.errors import InputError
from matching.files import Judgement
from matching.profiles import Profile
from matching.roles import Amount, Role
from models.cold_start import cold_start_ranker
from models.evaluation import evaluate, measure
from tests.fakes import WordEncoder

LINKER = SkillLinker(load_starter())
PEOPLE = [
    Profile(id="p1", text="Built payment services in Python and tuned PostgreSQL for a bank."),
    Profile(id="p2", text="Closed the general ledger and prepared financial statements."),
    Profile(id="p3", text="Trained clients in a gym and led group fitness classes."),
    Profile(id="p4", text="Kept Python scripts running.", hourly_rate=Amount(amount=200, currency="EUR")),
]
ROLES = [
    Role(
        id="eng",
        title="Python engineer",
        must_have=["Python", "PostgreSQL"],
        max_hourly_rate=Amount(amount=100, currency="EUR"),
    ),
    Role(id="acc", title="Accountant", must_have=["general ledger"]),
    Role(id="none", title="Juggler", must_have=["juggling"]),
]
QRELS = [
    ("eng", "p1", 3),
    ("eng", "p4", 1),
    ("eng", "p2", 0),
    ("acc", "p2", 1),
    ("acc", "p3", 0),
    ("none", "p3", 0),
]
METRICS = ["ndcg@5", "ndcg@10", "map", "mrr", "recall@5", "recall@10"]


def judgements(pairs: list[tuple[str, str, int]]) -> list[Judgement]:
    return [
        Judgement(role, profile, grade, line) for line, (role, profile, grade) in enumerate(pairs, start=1)
    ]


def run(
    pairs: list[tuple[str, str, int]] = QRELS,
    *,
    encoder: WordEncoder | None = None,
    call: Any = evaluate,
    **more: Any,
) -> Any:
    return call(
        more.pop("roles", ROLES),
        more.pop("people", PEOPLE),
        judgements(pairs),
        ranker=cold_start_ranker(),
        featurizer=RoleFeaturizer(LINKER, encoder),
        linker=LINKER,
        encoder=encoder,
        as_of=date(2026, 1, 1),
        **more,
    )


def test_the_document_has_the_contracts_keys_systems_and_metrics() -> None:
    document = run(encoder=WordEncoder(), n_bootstrap=50, seed=9)

    assert list(document) == ["schema", "roles", "left_out", "bootstrap", "systems", "differences"]
    assert document["schema"] == "candor.evaluate/1"
    assert (document["roles"], document["left_out"]) == (2, 1)
    assert document["bootstrap"] == {"n": 50, "seed": 9}
    assert list(document["systems"]) == ["candor", "bm25", "cosine", "rrf", "keyword", "shuffle"]
    assert list(document["differences"]) == ["bm25", "cosine", "rrf", "keyword", "shuffle"]
    assert {tuple(found) for found in document["systems"].values()} == {tuple(METRICS)}
    assert {tuple(found) for found in document["differences"].values()} == {tuple(METRICS)}
    assert set(document["systems"]["candor"]["map"]) == {"mean", "low", "high"}
    assert json.loads(json.dumps(document)) == document


def test_the_plainly_best_people_come_first_and_the_difference_is_candor_minus_the_other() -> None:
    document = run()

    assert document["systems"]["candor"]["ndcg@5"]["mean"] == pytest.approx(1.0)
    for metric in METRICS:
        ours, theirs = (document["systems"][name][metric]["mean"] for name in ("candor", "shuffle"))
        assert document["differences"]["shuffle"][metric]["mean"] == pytest.approx(ours - theirs)


def test_equal_scores_are_ranked_by_profile_id() -> None:
    people = [Profile(id=name, text="Same words") for name in ("b", "a", "c")]
    role = [Role(id="r", title="Nothing of the sort")]

    found = run([("r", "b", 1)], roles=role, people=people, call=measure)

    assert found.values["candor"]["mrr"].tolist() == [0.5]
    assert found.values["bm25"]["mrr"].tolist() == [0.5]
    assert found.values["keyword"]["mrr"].tolist() == [0.5]


def test_judged_only_ranks_just_the_profiles_judged_for_the_role() -> None:
    role, people = [ROLES[2]], PEOPLE

    everybody = run([("none", "p4", 1)], roles=role, people=people, call=measure)
    judged = run([("none", "p4", 1)], roles=role, people=people, call=measure, judged_only=True)

    assert everybody.values["keyword"]["mrr"].tolist() == [0.25]
    assert judged.values["keyword"]["mrr"].tolist() == [1.0]


def test_gates_leave_people_out_of_every_system_and_still_count_them_as_judged() -> None:
    open_, gated = run(call=measure), run(call=measure, gates=True)

    assert open_.roles[0] == "eng"
    for system in open_.values:
        assert open_.values[system]["recall@5"][0] == 1.0
        assert gated.values[system]["recall@5"][0] == 0.5


def test_cut_offs_are_sorted_and_said_once() -> None:
    metrics = list(run(ks=(3, 1, 3), n_bootstrap=10)["systems"]["candor"])

    assert metrics == ["ndcg@1", "ndcg@3", "map", "mrr", "recall@1", "recall@3"]


def test_the_same_call_gives_the_same_document() -> None:
    assert run() == run()


def test_every_wrong_judgement_is_reported_at_once_with_its_line() -> None:
    wrong = [("eng", "p1", 1), ("eng", "p1", 2), ("ghost", "p1", 1), ("eng", "nobody", 1)]

    with pytest.raises(InputError, match="3 faults") as caught:
        run(wrong)

    assert [(fault.field, fault.found) for fault in caught.value.faults] == [
        ("line 2", "eng p1 again"),
        ("line 3", "ghost"),
        ("line 4", "nobody"),
    ]


def test_nothing_relevant_anywhere_is_refused() -> None:
    with pytest.raises(InputError, match="at least one role with a relevant profile"):
        run([("eng", "p1", 0)])


def test_a_cut_off_below_one_is_refused() -> None:
    with pytest.raises(InputError, match="cut-offs"):
        run(ks=(0,))


def test_ids_given_twice_are_refused() -> None:
    with pytest.raises(InputError, match="1 faults") as caught:
        run(people=[*PEOPLE, PEOPLE[0]])

    assert "profile p1 2 times" in str(caught.value.faults[0])


def test_progress_is_told_of_each_role() -> None:
    told: list[tuple[int, int]] = []

    run(progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (2, 2)
