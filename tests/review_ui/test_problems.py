"""One table from errors to what their readers get."""

import pytest

from matching.errors import (
    CandorError,
    Conflict,
    Fault,
    Forbidden,
    InputError,
    NotFound,
    RunError,
    Unauthenticated,
)
from review_ui.problems import PROBLEMS, problem_document, problem_kind


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InputError("x"), 422, 2),
        (Unauthenticated("x"), 401, 2),
        (Forbidden("x"), 403, 1),
        (NotFound("x"), 404, 1),
        (Conflict("x"), 409, 1),
        (RunError("x"), 500, 1),
        (KeyError("x"), 500, 1),
    ],
)
def test_each_error_has_one_status_and_one_exit_code(error: Exception, status: int, code: int) -> None:
    kind = problem_kind(error)

    assert (kind.status, kind.exit_code) == (status, code)


def test_every_class_of_the_tree_is_in_the_table() -> None:
    def below(kind: type[Exception]) -> set[type[Exception]]:
        return {kind}.union(
            *(below(child) for child in kind.__subclasses__() if child.__module__ == "matching.errors")
        )

    assert below(CandorError) == set(PROBLEMS)


def test_a_problem_has_the_shape_that_scripts_rely_on() -> None:
    error = InputError("two things", faults=[Fault("a", "b", "f.yaml", 3, "id")], hint="do this")

    assert problem_document(error) == {
        "type": "urn:candor:problem:input",
        "title": "The input or the call is wrong",
        "status": 422,
        "detail": "two things",
        "hint": "do this",
        "faults": [{"expected": "a", "found": "b", "file": "f.yaml", "line": 3, "field": "id"}],
    }


def test_what_was_not_foreseen_keeps_its_words_to_itself() -> None:
    assert "secret" not in str(problem_document(ValueError("secret")))
