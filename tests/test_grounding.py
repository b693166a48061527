"""Nothing is claimed that the record does not bear out: thirty roles of a marketplace, and real-looking raw CVs."""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from features.specs import SPECS
from matching.files import read_profiles, read_roles
from matching.shortlist import as_document
from tests import market
from tests.grounding import CHECKS, claims, unsupported

DATA = Path(__file__).parent / "data/evaluation"


@cache
def marketplace(kind: str, place: int) -> dict[str, Any]:
    return as_document(market.matcher(kind).shortlist(market.roles()[place], as_of=market.DAY, top=20))


def written() -> dict[str, dict[str, Any]]:
    """Everybody's profile as an export would hold it."""
    return {one.id: one.model_dump(mode="json", exclude_unset=True) for one in market.people()}


def check(document: dict[str, Any], profiles: dict[str, dict[str, Any]]) -> list[str]:
    return unsupported(document, profiles, market.linker(), market.featurizer().encoder)


@pytest.mark.slow
@pytest.mark.parametrize("kind", market.RANKERS)
def test_no_claim_over_thirty_roles_is_unsupported(kind: str) -> None:
    profiles, told = written(), 0
    for place in range(market.ROLES):
        document = marketplace(kind, place)
        assert check(document, profiles) == []
        told += claims(document)

    assert len(market.roles()) == 30
    assert told > 5_000


def test_no_claim_about_raw_texts_is_unsupported() -> None:
    people = read_profiles(DATA / "profiles.jsonl").items
    lines = (DATA / "profiles.jsonl").read_text(encoding="utf-8").splitlines()
    as_written = {one["id"]: one for one in map(json.loads, lines)}
    for role in read_roles(DATA / "roles.jsonl").items:
        document = as_document(market.matcher_over(people).shortlist(role, as_of=market.DAY))

        assert check(document, as_written) == []
        assert claims(document) > 40


def test_every_declared_message_has_a_check_of_its_own() -> None:
    assert {spec.message for spec in SPECS} <= CHECKS.keys()


@pytest.mark.parametrize("spoil", ["span", "figure", "field", "stand_in", "sentence"])
def test_a_spoiled_document_is_found_out(spoil: str) -> None:
    document = copy.deepcopy(marketplace("additive", 1))
    reasons = {
        reason["group"]: reason
        for person in document["candidates"]
        for reason in person["reasons"]
        if reason["fields"]
    }
    if spoil == "span":
        next(one for one in document["candidates"][0]["requirements"] if one["evidence"])["evidence"][0][
            "start"
        ] += 1
    if spoil == "figure":
        reasons["price"]["params"]["facts"][0][1]["value"] += 0.1
    if spoil == "field":
        reasons["delivery"]["fields"] = ()
    if spoil == "stand_in":
        for part in reasons["delivery"]["parts"]:
            part["known"] = False
    if spoil == "sentence":
        reasons["delivery"]["sentence"] = "Rated 5.0 of 5 by everybody."

    assert check(document, written()) != []


@pytest.mark.parametrize("kind", market.RANKERS)
def test_base_and_contributions_are_the_score_of_everybody_shown(kind: str) -> None:
    shown = 0
    for place in range(market.ROLES):
        document = marketplace(kind, place)
        for person in document["candidates"]:
            total = document["base"] + sum(reason["contribution"] for reason in person["reasons"])
            assert abs(total - person["score"]) < 1e-6
            for reason in person["reasons"]:
                assert (
                    abs(sum(part["contribution"] for part in reason["parts"]) - reason["contribution"]) < 1e-9
                )
            shown += 1

    assert shown > 500


@pytest.mark.parametrize("kind", market.RANKERS)
def test_contributions_are_relative_to_everybody_ranked(kind: str) -> None:
    for role in market.roles()[:10]:
        ranked = market.matcher(kind).rank(role, as_of=market.DAY)
        assert abs(ranked.scored.contributions.mean(axis=0)).max() < 1e-6
        assert ranked.scored.base == pytest.approx(ranked.scored.scores.mean())


@pytest.mark.parametrize("kind", market.RANKERS)
def test_a_fact_and_its_share_part_only_where_the_sentence_says_so(kind: str) -> None:
    told = 0
    for role in market.roles()[:12]:
        matcher = market.matcher(kind)
        ranked = matcher.rank(role, as_of=market.DAY)
        means = dict(
            zip((spec.name for spec in SPECS), ranked.compared.matrix.values.mean(axis=0), strict=True)
        )
        spans = {spec.name: spec.high - spec.low for spec in SPECS}
        for person in matcher.shortlist(role, as_of=market.DAY, top=20).candidates:
            for reason in person.reasons:
                lead = (
                    next(part for part in reason.parts if part.message == reason.params["facts"][0][0])
                    if reason.fields
                    else None
                )
                if lead is None or not lead.known or abs(reason.contribution) <= 1e-9:
                    continue
                ahead = lead.direction * (lead.value - means[lead.feature])
                parted = ahead * reason.contribution < 0 and abs(ahead) > 0.01 * spans[lead.feature]
                assert ("in combination" in reason.sentence) == (parted and kind == "booster")
                told += "in combination" in reason.sentence

    assert (told > 0) == (kind == "booster")
