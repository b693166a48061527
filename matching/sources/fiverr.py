"""Fiverr: tables (or JSON) of sellers, a row a seller or a row a gig.

What a gig offers is said in the summary: an offer, not work done. Its price is for a piece of work, so it is no hourly
rate and stands among the remarks, as the seller's level does. A rate needs its currency: Fiverr shows each visitor
their own.
"""

import re
from typing import Any

from matching.sources import normalise, readers
from matching.sources.collecting import Found
from matching.sources.common_keys import readings
from matching.sources.normalise import UnreadableError
from matching.sources.platforms import Platform, PlatformSource, Reading, with_own_keys

_OWN_KEYS = {
    "id": ("sellerusername", "username", "sellerid"),
    "headline": ("oneliner", "sellertitle", "primaryniche", "tagline"),
    "summary": ("sellerdescription", "description"),
    "country": ("sellercountry", "location"),
    "url": ("sellerurl", "sellerprofileurl"),
    "languages": ("sellerlanguages",),
    "ratings.average": ("sellerrating", "userrating"),
    "ratings.count": ("sellerreviews", "sellerratingscount", "ratingscount"),
    "job_success": ("ordercompletionrate", "ordercompletion"),
    "response_hours": ("avgresponsetime", "responsetime"),
    "remarks": ("sellerlevel", "level", "fiverrpro", "ispro", "toprated"),
}
_PRICE = re.compile(
    r"(.*?)\s*[(\[:–—-]+\s*(?:from|starting at)?\s*([^\d()\[\]]{0,5}\d[\d.,]*[^\d()\[\]]{0,5}?)\s*[)\]]?",
    re.IGNORECASE,
)
_GIG_TITLES = tuple(f"gig{number}title" for number in range(1, 21)) + tuple(
    f"gig{number}" for number in range(1, 21)
)


def _gigs(value: Any, _key: str) -> list[dict[str, str]] | None:
    """Gigs as objects, or as lines: `I will design a logo (from $50)`."""
    items = readers.nodes(value) if not isinstance(value, str) else re.split(r"\n|;|\s\|\s", value)
    found = [_gig(item) for item in items[: readers.MAX_ITEMS]]
    return [gig for gig in found if gig] or None


def _gig(item: Any) -> dict[str, str] | None:
    if isinstance(item, dict):
        title = readers.text(readers.first(item, "title", "gigtitle", "name"), "")
        price = readers.first(item, "price", "startingprice", "minprice", "pricefrom")
        told = readers.text(readers.first(item, "description"), "")
    else:
        title, price, told = readers.text(item, ""), None, None
        priced = _PRICE.fullmatch(title[:500]) if title else None
        if priced:
            title, price = priced[1], priced[2]
    gig = {"title": title, "price": _price(price), "description": told}
    return {name: words for name, words in gig.items() if words} if title else None


def _price(value: Any) -> str | None:
    if isinstance(value, dict):
        amount, currency = (
            readers.first(value, "amount", "value", "rawvalue"),
            readers.first(value, "currency"),
        )
        return f"{currency or ''} {amount}".strip() if amount is not None else None
    return readers.text(value, "")


def _one_price(value: Any, _key: str) -> str | None:
    """What a row's gig costs, or the cheapest of a seller's."""
    cell = _price(value)
    if cell is not None and not re.search(r"\d", cell):
        raise UnreadableError("a price")
    return cell


def _price_of_row(found: Found) -> None:
    """In a table with a row a gig the price stands beside the title; elsewhere it is that of the cheapest gig."""
    price = found.document.pop("price", None)
    how = found.how.pop("price", "")
    found.places.pop("price", None)
    offers = found.document.get("offers", [])
    if price is None:
        return
    if len(offers) == 1:
        offers[0].setdefault("price", price)
        found.how["offers"] += f" and {how}"
    else:
        found.document["remarks"] = [*found.document.get("remarks", []), f"offers from {price}"[:300]]
        found.how["remarks"] = " and ".join(filter(None, (found.how.get("remarks"), how)))


def _offers_in_words(found: Found) -> None:
    """Gigs become lines of the summary; their prices become remarks."""
    offers = found.document.pop("offers", None)
    how = found.how.pop("offers", "")
    found.places.pop("offers", None)
    if not offers:
        return
    lines = [line for gig in offers for line in (gig["title"], gig.get("description")) if line]
    summary = found.document.get("summary")
    found.document["summary"] = "\n".join([*([summary] if summary else []), *lines])
    found.how["summary"] = " and ".join(filter(None, (found.how.get("summary"), how)))
    prices = [f"{gig['title'][:200]}: from {gig['price'][:60]}" for gig in offers if gig.get("price")]
    if prices:
        found.document["remarks"] = normalise.once([*found.document.get("remarks", []), *prices])[:200]
        found.how["remarks"] = " and ".join(filter(None, (found.how.get("remarks"), how)))


FIVERR = Platform(
    name="Fiverr",
    readings=(
        *with_own_keys(readings(currency=None), _OWN_KEYS),
        Reading("offers", ("gigs", "gigtitles", "services", "gigtitle", *_GIG_TITLES), _gigs, joins=True),
        Reading("price", ("startingprice", "gigprice", "price", "pricefrom", "minprice"), _one_price),
    ),
    holders=("sellers", "freelancers", "profiles", "gigs", "results", "items"),
    wrappers=("seller", "profile", "user"),
    people={
        "sellername": "name",
        "sellerdisplayname": "display_name",
        "profileimage": "image",
        "profileimages": "image",
        "profilepicture": "picture",
        "sellerimage": "image",
    },
    left_out=frozenset(
        {
            "membersince", "recentdelivery", "lastdelivery", "ordersinqueue", "maxprice", "medianprice", "deliverytime",
            "deliverydays", "gigurl", "gigid", "gigimage", "category", "subcategory", "isonline", "reviewtext", "faq",
            "packages", "leadscore", "leadtier", "sentiment", "reviewrisk", "city",
        }
    ),
    several_rows=True,
    prepare=_price_of_row,
    finish=_offers_in_words,
)  # fmt: skip


class FiverrSource(PlatformSource):
    """Fulfils `port.Source` for tables of Fiverr sellers."""

    def __init__(self) -> None:
        super().__init__(FIVERR)
