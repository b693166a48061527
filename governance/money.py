"""Money: whole minor units and an ISO 4217 currency, never a float.

Knows no exchange rates: amounts in different currencies do not compare. Kept as two columns.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

from matching.codes import currency_names
from matching.errors import InputError

# ISO 4217 minor units where they are not two.
_EXPONENTS = {
    currency: exponent
    for exponent, currencies in {0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
                                 3: "BHD IQD JOD KWD LYD OMR TND"}.items()
    for currency in currencies.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (cents) of `currency`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise InputError(
                f"expected whole minor units, found {self.minor!r}", hint="use Money.of for major units"
            )
        if not -(2**53) < self.minor < 2**53:
            raise InputError(f"expected an amount below 2^53 minor units, found {self.minor}")
        if self.currency not in currency_names():
            raise InputError(f"expected an ISO 4217 currency code, found {self.currency!r}")

    @classmethod
    def of(cls, amount: Decimal | str | int | float, currency: str) -> Self:
        """From major units: `Money.of("90.50", "USD")`. Refuses more decimals than the currency has."""
        try:
            minor = Decimal(str(amount)).scaleb(_EXPONENTS.get(currency, 2))
        except InvalidOperation:
            raise InputError(f"expected an amount such as 90.50, found {amount!r}") from None
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise InputError(f"expected an amount in whole minor units of {currency}, found {amount!r}")
        return cls(int(minor), currency)

    @property
    def amount(self) -> Decimal:
        """In major units."""
        return Decimal(self.minor).scaleb(-_EXPONENTS.get(self.currency, 2))

    def times(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    def within(self, limit: "Money") -> bool:
        """Whether this is at most `limit`; never true across currencies."""
        return self.currency == limit.currency and self.minor <= limit.minor

    def __str__(self) -> str:
        return f"{self.amount:,f} {self.currency}"
