"""Money keeps whole minor units and never mixes currencies."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.money import Money
from matching.errors import InputError


@given(st.integers(-(10**12), 10**12), st.sampled_from(["USD", "JPY", "KWD", "EUR"]))
def test_an_amount_survives_the_way_to_major_units_and_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.of(money.amount, currency) == money


@pytest.mark.parametrize(
    ("amount", "currency", "minor"), [("90.50", "USD", 9050), (90, "JPY", 90), ("1.234", "KWD", 1234)]
)
def test_minor_units_follow_the_currency(amount: object, currency: str, minor: int) -> None:
    assert Money.of(amount, currency).minor == minor  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "currency"), [("90.505", "USD"), ("1.5", "JPY"), ("NaN", "USD"), ("ten", "USD")]
)
def test_an_amount_no_minor_unit_can_hold_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(InputError, match="expected an amount"):
        Money.of(amount, currency)


def test_a_float_or_an_unknown_currency_is_refused() -> None:
    with pytest.raises(InputError, match="whole minor units"):
        Money(90.5, "USD")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="ISO 4217"):
        Money(90, "USB")


def test_a_limit_in_another_currency_allows_nothing() -> None:
    assert Money.of(1, "USD").within(Money.of(1, "USD"))
    assert not Money.of(1, "USD").within(Money.of(1000, "EUR"))


def test_a_price_reads_with_its_currency() -> None:
    assert str(Money.of(Decimal("1234.5"), "USD")) == "1,234.50 USD"


@pytest.mark.parametrize("minor", [2**53, -(2**53)])
def test_an_amount_is_one_that_json_carries(minor: int) -> None:
    assert Money(2**53 - 1, "USD").minor == 2**53 - 1

    with pytest.raises(InputError, match=r"below 2\^53 minor units"):
        Money(minor, "USD")
