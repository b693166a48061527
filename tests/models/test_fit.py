"""Bands in words, from coverage first."""

import numpy as np
import pytest

from matching.ports import Compared
from models.fit import FitBands, Thresholds, weighted_coverage
from tests.models.toys import compared, matrix

ROW = (0.0, 0.0, 90.0, 10.0, 0.5)


def test_must_haves_count_twice() -> None:
    found = compared([ROW], [[1.0, 0.0]], must=np.array([True, False]))

    assert weighted_coverage(found).tolist() == pytest.approx([2 / 3])


def test_without_importance_all_requirements_weigh_alike() -> None:
    assert weighted_coverage(compared([ROW], [[1.0, 0.0]])).tolist() == [0.5]


@pytest.mark.parametrize(
    ("coverage", "band"), [(0.65, "strong"), (0.64, "partial"), (0.30, "partial"), (0.29, "weak")]
)
def test_bands_begin_at_their_thresholds(coverage: float, band: str) -> None:
    assert FitBands().of(compared([ROW], [[coverage]])) == [band]


def test_a_role_that_names_no_skill_is_read_by_the_first_relevance_that_is_known() -> None:
    bands = FitBands(relevance=(("shown", Thresholds(0.5, 0.1)), ("words", Thresholds(0.5, 0.1))))
    unknown_shown = matrix([(0, 0.9, 90, 10, 0.2), (0, 0.9, 90, 10, 0.2)], unknown=[(1, "shown")])

    assert bands.of(Compared(unknown_shown, np.zeros((2, 0)))) == ["strong", "partial"]


def test_with_nothing_to_go_by_the_band_is_weak() -> None:
    assert FitBands(relevance=()).of(compared([ROW])) == ["weak"]


def test_bands_survive_being_written_down() -> None:
    bands = FitBands(Thresholds(0.7, 0.2), (("words", Thresholds(0.4, 0.1)),))

    assert FitBands.from_dict(bands.as_dict()) == bands
