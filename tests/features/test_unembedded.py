"""Whoever a licence keeps from being embedded is unknown in meaning: neither last for it nor better off."""

import numpy as np

from features.featurizer import RoleFeaturizer
from features.indexing import build_pool
from features.linking import SkillLinker
from features.specs import SPECS
from features.taxonomy import load_starter
from features.unembedded import is_meaning, stand_ins
from matching.pipeline import Matcher
from matching.profiles import Profile, Terms
from matching.retrieval import retrieve
from matching.roles import Role
from models.bundle import built_in
from tests.fakes import MemoryProfiles, WordEncoder

FEATURIZER = RoleFeaturizer(SkillLinker(load_starter()), WordEncoder())
BARRED = Terms("*", may_embed=False)
ROLE = Role(id="r", title="Payroll clerk", must_have=["Payroll"], description="Run the payroll of a bank.")
FIRM = "Ran the payroll of a bank."


def pool_of(*people: Profile):  # type: ignore[no-untyped-def]
    return build_pool(people, linker=FEATURIZER.linker, encoder=FEATURIZER.encoder)


def test_every_feature_of_meaning_is_unknown_and_no_other() -> None:
    pool = pool_of(Profile(id="a", text=FIRM), Profile(id="b", text=FIRM).under(BARRED))

    compared = FEATURIZER.compare(ROLE, pool, np.arange(2), as_of=738_000)

    differs = compared.matrix.known[0] != compared.matrix.known[1]
    expected = is_meaning(SPECS) & compared.matrix.known[0]
    assert expected.sum() >= 4
    assert (differs == expected).all()


def test_the_stand_in_is_the_lower_quartile_of_those_compared() -> None:
    column = next(i for i, spec in enumerate(SPECS) if spec.unit == "cosine")
    values = np.full((6, len(SPECS)), np.nan)
    values[:5, column] = [0.1, 0.2, 0.3, 0.4, 0.5]
    values[5, column] = np.nan  # may not be embedded

    found = stand_ins(SPECS, values)

    assert found[column] == 0.2
    others = [i for i in range(len(SPECS)) if i != column]
    assert found[others].tolist() == [SPECS[i].missing for i in others]


def test_nobody_is_last_for_the_licence_of_their_source_nor_first() -> None:
    near = [Profile(id=f"a{n}", text=f"{FIRM} Year {n}.") for n in range(3)]
    far = [Profile(id=f"z{n}", text=f"Baked pastry and payroll {n}.") for n in range(5)]
    barred = Profile(id="m", text=FIRM).under(BARRED)
    people = [*near, *far, barred]
    matcher = Matcher(pool_of(*people), MemoryProfiles(people), FEATURIZER, built_in())

    from datetime import date

    order = [one.id for one in matcher.shortlist(ROLE, as_of=date(2026, 1, 1)).candidates]

    assert order.index("m") > max(order.index(one.id) for one in near)
    assert order.index("m") < max(order.index(one.id) for one in far)


def test_where_nobody_may_be_embedded_all_are_alike_in_meaning() -> None:
    pool = pool_of(*(Profile(id=n, text=FIRM).under(BARRED) for n in "ab"))

    values = FEATURIZER.compare(ROLE, pool, np.arange(2), as_of=738_000).matrix.values

    assert (values[0] == values[1]).all()


def test_the_place_by_words_stands_for_the_place_by_meaning() -> None:
    people = [Profile(id=f"p{n:02d}", text=f"filler {n}") for n in range(30)]
    pool = pool_of(*people, Profile(id="q", text=FIRM).under(BARRED), Profile(id="r", text="payroll"))

    found = retrieve(FEATURIZER.query(ROLE), pool, np.ones(32, bool), limit=2)

    assert "q" in {pool.ids[row] for row in found}


def test_a_copy_of_a_profile_keeps_its_terms_and_a_file_cannot_set_them() -> None:
    barred = Profile(id="a", text=FIRM).under(BARRED)

    assert barred.model_copy(update={"headline": "x"}).terms == BARRED
    read = Profile.model_validate(
        {"id": "a", "text": FIRM, "_terms": {"may_embed": False}, "may_embed": False}
    )
    assert read.terms == Terms()
    assert "terms" not in barred.model_dump_json()
