"""`candor evaluate`: the document `candor.evaluate/1` and its table."""

from pathlib import Path

import pytest

from tests.review_ui.cli.conftest import Run

METRICS = {"ndcg@5", "ndcg@10", "map", "mrr", "recall@5", "recall@10"}


def words(files: Path, *more: str) -> list[str | Path]:
    return [
        "evaluate", "--roles", files / "roles.jsonl", "--profiles", files / "people.jsonl", "--qrels", files / "qrels.tsv", *more,
    ]  # fmt: skip


def test_the_document_has_the_keys_of_the_contract(run: Run, files: Path) -> None:
    answer = run(*words(files, "--as-of", "2026-05-01", "--json"))

    assert answer.code == 0, answer.err
    document = answer.document
    assert sorted(document) == ["bootstrap", "differences", "left_out", "roles", "schema", "systems"]
    assert (document["schema"], document["roles"], document["left_out"]) == ("candor.evaluate/1", 1, 1)
    assert set(document["systems"]) >= {"candor", "bm25", "keyword", "shuffle"}
    assert set(document["differences"]) == set(document["systems"]) - {"candor"}
    for found in (*document["systems"].values(), *document["differences"].values()):
        assert set(found) == METRICS
        assert all(set(figure) == {"mean", "low", "high"} for figure in found.values())
    assert document["systems"]["candor"]["ndcg@5"]["mean"] == pytest.approx(1.0)


@pytest.mark.slow
def test_all_six_systems_stand_side_by_side_with_the_encoder(
    run: Run, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANDOR_ENCODER")

    answer = run(*words(files, "--json"))

    assert answer.code == 0, answer.err
    assert list(answer.document["systems"]) == ["candor", "bm25", "cosine", "rrf", "keyword", "shuffle"]


def test_judged_only_ranks_the_judged_and_cutoffs_are_the_callers(run: Run, files: Path) -> None:
    document = run(*words(files, "--judged-only", "--gates", "--k", "1", "--json")).document

    assert set(document["systems"]["bm25"]) == {"ndcg@1", "map", "mrr", "recall@1"}


def test_the_table_names_every_system_and_its_intervals(run: Run, files: Path) -> None:
    answer = run(*words(files))

    assert answer.code == 0
    assert all(name in answer.out for name in ("candor", "bm25", "keyword", "shuffle", "ndcg@10"))


def test_unknown_ids_and_repeated_pairs_are_wrong_input_with_their_lines(run: Run, files: Path) -> None:
    (files / "qrels.tsv").write_text("bookkeeper 0 a 1\nbookkeeper 0 zz 1\nnobody 0 a 1\n")
    unknown = run(*words(files, "--json"))
    (files / "qrels.tsv").write_text("bookkeeper 0 a 1\nbookkeeper 0 a 2\n")
    repeated = run(*words(files, "--json"))

    assert (unknown.code, repeated.code) == (2, 2)
    assert [fault["line"] for fault in unknown.problem["faults"]] == [2, 3]
    assert [fault["line"] for fault in repeated.problem["faults"]] == [2]


def test_qrels_without_one_relevant_profile_measure_nothing(run: Run, files: Path) -> None:
    (files / "qrels.tsv").write_text("bookkeeper 0 a 0\n")

    assert run(*words(files)).code == 2


@pytest.mark.slow
def test_on_our_own_labelled_set_the_order_follows_the_grades(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANDOR_ENCODER")
    folder = Path(__file__).parents[2] / "data/evaluation"

    answer = run(
        "evaluate", "--roles", folder / "roles.jsonl", "--profiles", folder / "profiles.jsonl",
        "--qrels", folder / "judgements.tsv", "--json",
    )  # fmt: skip

    assert answer.code == 0, answer.err
    assert set(answer.document["systems"]) == {"candor", "bm25", "cosine", "rrf", "keyword", "shuffle"}
    assert answer.document["systems"]["candor"]["ndcg@5"]["mean"] > 0.9
    assert answer.document["differences"]["shuffle"]["ndcg@5"]["low"] > 0
