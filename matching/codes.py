"""ISO codes of countries, currencies and languages, and the names people write instead of them.

Names and codes come from the Unicode CLDR through Babel; nothing here is typed by hand but a few everyday synonyms.
"""

import re
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_COUNTRY_SYNONYMS = {
    "usa": "US", "u.s.a.": "US", "u.s.": "US", "united states of america": "US", "america": "US",
    "uk": "GB", "u.k.": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "korea": "KR", "czech republic": "CZ", "holland": "NL", "uae": "AE", "viet nam": "VN", "turkey": "TR",
    "russian federation": "RU", "hong kong": "HK", "macau": "MO", "ivory coast": "CI", "burma": "MM",
}  # fmt: skip


@cache
def country_names() -> dict[str, str]:
    """Code -> English name of every ISO 3166-1 alpha-2 country."""
    return {
        code: name
        for code, name in _cldr("territories").items()
        if len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES
    }


def is_place(code: str) -> bool:
    """Whether it is an ISO 3166 country, or one with a part whose law differs, such as `DE` or `US-CA`."""
    return _PLACE.fullmatch(code) is not None and code[:2] in country_names()


@cache
def currency_names() -> dict[str, str]:
    """Code -> English name of every ISO 4217 currency."""
    return dict(_cldr("currencies"))


@cache
def language_names() -> dict[str, str]:
    """Code -> English name of every ISO 639 language CLDR knows by two or three letters."""
    return {code: name for code, name in _cldr("languages").items() if 2 <= len(code) <= 3}


def country_code(name: str) -> str | None:
    """The alpha-2 code a written country stands for (`Italy`, `IT`, `u.s.a.`), or None."""
    return _look_up(name, country_names(), _COUNTRY_SYNONYMS, upper=True)


def language_code(name: str) -> str | None:
    """The ISO 639 code a written language stands for (`German`, `de`, `de-AT`), or None."""
    return _look_up(
        name.split("-")[0] if len(name) <= 6 else name,
        language_names(),
        {"mandarin": "zh", "farsi": "fa"},
        upper=False,
    )


def _look_up(name: str, names: dict[str, str], synonyms: dict[str, str], *, upper: bool) -> str | None:
    wanted = name.strip()
    code = wanted.upper() if upper else wanted.lower()
    if code in names:
        return code
    return synonyms.get(wanted.casefold()) or _by_name(upper).get(wanted.casefold())


@cache
def _by_name(countries: bool) -> dict[str, str]:
    names = country_names() if countries else language_names()
    return {name.casefold(): code for code, name in names.items()}


@cache
def _cldr(kind: str) -> dict[str, str]:
    from babel import Locale

    return dict(getattr(Locale("en"), kind))


# CLDR lists groupings and exceptional reservations beside the countries.
_NOT_COUNTRIES = {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}


def _country(value: str) -> str:
    if value not in country_names():
        raise ValueError("an ISO 3166-1 alpha-2 country code such as DE")
    return value


def _currency(value: str) -> str:
    if value not in currency_names():
        raise ValueError("an ISO 4217 currency code such as EUR")
    return value


def _language(value: str) -> str:
    if value.split("-")[0] not in language_names():
        raise ValueError("an ISO 639 language code such as en")
    return value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Country = Annotated[str, BeforeValidator(_upper), AfterValidator(_country)]
Currency = Annotated[str, BeforeValidator(_upper), AfterValidator(_currency)]
Language = Annotated[str, BeforeValidator(_lower), AfterValidator(_language)]
