"""Each figure against one worked by hand."""

import math

import pytest

from governance.oversight.facts import Facts
from governance.oversight.measures import MEASURES, figures, middle, share, tau_b
from tests.governance.oversight.made import blind, choice, run


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([4, 3, 2, 1], [4, 3, 2, 1], 1.0),
        ([1, 2, 3, 4], [4, 3, 2, 1], -1.0),
        # Of six pairs two are tied in ours, the other four agree: 4 / sqrt(4 * 6).
        ([4, 4, 2, 2], [4, 3, 2, 1], 4 / math.sqrt(24)),
        # Five agree, one does not: (5 - 1) / 6.
        ([4, 3, 1, 2], [4, 3, 2, 1], 4 / 6),
        ([3, 3, 3], [3, 2, 1], None),
        ([3], [1], None),
        ([], [], None),
    ],
)
def test_tau_b_counts_pairs_that_agree(ours: list[int], theirs: list[int], expected: float | None) -> None:
    assert tau_b(ours, theirs) == (expected if expected is None else pytest.approx(expected))


def test_a_share_has_wilsons_interval() -> None:
    """8 of 10: (0.8 + 1.9208/10) / 1.38416, give or take 1.96/1.38416 * sqrt(0.016 + 0.9604/100)."""
    found = share(8, 10)

    assert (found.value, found.cases) == (0.8, 10)
    assert (found.low, found.high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))


@pytest.mark.parametrize(("hits", "value"), [(0, 0.0), (7, 1.0)])
def test_none_and_all_are_within_their_own_interval(hits: int, value: float) -> None:
    found = share(hits, 7)

    assert found.low <= found.value == value <= found.high
    assert (found.low, found.high)[hits == 0] not in (0.0, 1.0), "seven cases are not certain"


def test_seconds_have_a_median_and_quartiles() -> None:
    assert middle([10, 20, 30, 40, 50], 3) == middle([50, 40, 30, 20, 10], 3)
    assert (middle([10, 20, 30, 40, 50], 3).low, middle([10, 20, 30, 40, 50], 3).high) == (20, 40)
    assert middle([9], 1).value == middle([9], 1).low == middle([9], 1).high == 9


def test_each_measure_is_made_of_the_facts_that_speak_of_it() -> None:
    facts = Facts(
        choices=(choice(follows=True), choice(follows=True, reasons={"other"}), choice(unlikely=True)),
        blind=(
            blind(marks=(1, 2, 3), agreement=-1.0, seconds=(10, 20)),
            blind(marks=(3, 3, 3), agreement=None, seconds=()),
            blind(marks=(4, 4), agreement=None, seconds=(90,)),
        ),
        runs=(run(decisions=3, seconds=(4, 6)), run(decisions=1, seconds=())),
    )

    found = figures(facts, bool)

    values = {name: (figure.value, figure.cases) for name, figure in found.items() if figure}
    assert values == {
        "following": (pytest.approx(2 / 3), 3),
        "changed": (pytest.approx(1 / 3), 3),
        "unlikely": (pytest.approx(1 / 3), 3),
        "agreement": (-1.0, 1),
        "same_mark": (0.5, 2),
        "blind_seconds": (20, 2),
        "pause_seconds": (5, 1),
    }
    assert set(values) == set(MEASURES)
    assert set(figures(Facts(), bool).values()) == {None}
