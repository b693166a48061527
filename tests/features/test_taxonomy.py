"""The taxonomy: breadth of the starter one, look-up by any spelling, nearness, and faults all at once."""

from pathlib import Path

import pytest

from features.skills import BROADER_COUNTS, NARROWER_COUNTS, RELATED_WEIGHT, Family, Skill, Taxonomy
from features.taxonomy import load_starter, read_taxonomy
from features.words import keys
from matching.errors import InputError

CRAFTS = Family("crafts", "Crafts", True)


def skill(name: str, label: str, **more: object) -> Skill:
    return Skill(name, label, "crafts", "tool", **more)  # type: ignore[arg-type]


def test_the_starter_taxonomy_is_broad() -> None:
    starter = load_starter()

    assert len(starter) >= 550
    assert sum(len(list(skill.surfaces())) for skill in starter) >= 3_000
    assert sum(family.role_family for family in starter.families.values()) == 12


@pytest.mark.parametrize(
    "occupation_words",
    [
        "bookkeeping, payroll, accounts payable, tax returns",
        "litigation, legal research, contract drafting",
        "crop production, livestock, irrigation",
        "pattern making, sewing, textiles, merchandising",
        "acting, sculpture, choreography",
        "automotive repair, diesel engines",
        "aviation maintenance, piloting, air traffic control",
        "retail banking, mortgage lending, credit analysis",
        "call center, business process outsourcing",
        "negotiation, lead generation, cold calling",
        "cooking, food safety, menu planning",
        "welding, carpentry, plumbing, blueprint reading",
        "nursing, patient care, phlebotomy",
        "classroom teaching, lesson planning, special education",
        "personal training, nutrition, yoga",
        "recruitment, employee relations, scheduling",
        "AutoCAD, SolidWorks, PLC programming",
        "press releases, crisis communications",
    ],
)
def test_the_starter_taxonomy_knows_the_words_of_ordinary_occupations(occupation_words: str) -> None:
    starter = load_starter()

    assert [name for name in occupation_words.split(", ") if starter.find(name) is None] == []


@pytest.mark.parametrize(
    ("written", "skill_id"),
    [
        ("k8s", "kubernetes"),
        ("Postgres", "postgresql"),
        ("postgre sql", "postgresql"),
        ("nodejs", "nodejs"),
        ("Node JS", "nodejs"),
        ("node.js", "nodejs"),
        ("GL", "general-ledger"),
        ("A/P", "accounts-payable"),
        ("accounts payables", "accounts-payable"),
        ("C", "c-language"),
        ("c++", "cpp"),
        ("C#", "c-sharp"),
        (".net", "dotnet"),
        ("r", "r-language"),
        ("go", "go"),
        ("JAVASCRIPT", "javascript"),
        ("java", "java"),
        ("front end development", "front-end-development"),
        ("Frontend-Development", "front-end-development"),
        ("search engine optimisation", "seo"),
        ("Call centre", "call-center"),
        ("call center operations", "call-center"),
        ("résumé screening by crystal ball", None),
        ("", None),
        ("!!", None),
    ],
)
def test_a_skill_is_found_by_any_spelling_of_any_of_its_names(written: str, skill_id: str | None) -> None:
    found = load_starter().find(written)

    assert (found.id if found else None) == skill_id


def test_every_name_of_every_starter_skill_finds_that_skill() -> None:
    starter = load_starter()

    lost = [
        (name, skill.id)
        for skill in starter
        for name, _ in skill.surfaces()
        if (found := starter.find(name)) is None or found.id != skill.id
    ]
    assert lost == []


def test_related_skills_count_both_ways_and_broader_ones_by_direction() -> None:
    taxonomy = Taxonomy(
        [
            skill("vue", "Vue", related=(("react", 0.5),)),
            skill("react", "React"),
            skill("sql", "SQL"),
            skill("postgresql", "PostgreSQL", broader="sql"),
        ],
        [CRAFTS],
    )

    assert taxonomy.related("vue") == {"react": 0.5}
    assert taxonomy.related("react") == {"vue": 0.5}
    assert taxonomy.related("sql") == {"postgresql": NARROWER_COUNTS}
    assert taxonomy.related("postgresql") == {"sql": BROADER_COUNTS}
    assert taxonomy.related("nothing") == {}


def test_the_nearest_related_skill_comes_first() -> None:
    near = list(load_starter().related("react").values())

    assert near == sorted(near, reverse=True)
    assert near[0] > near[-1]


def test_the_version_follows_the_content_and_not_the_order() -> None:
    one, two = skill("one", "One"), skill("two", "Two")

    assert Taxonomy([one, two], [CRAFTS]).version == Taxonomy([two, one], [CRAFTS]).version
    changed = Taxonomy([one, skill("two", "Two", aliases=("Deux",))], [CRAFTS])
    assert changed.version != Taxonomy([one, two], [CRAFTS]).version


def test_where_two_skills_share_a_name_the_label_wins_over_the_alias() -> None:
    taxonomy = Taxonomy([skill("a", "Alpha", aliases=("Beta",)), skill("b", "Beta")], [CRAFTS])

    assert taxonomy.find("beta") == taxonomy.skill("b")


def test_keys_name_the_literal_form_first() -> None:
    assert keys("Front-End APIs") == ("front end apis", "front end api", "frontendapis")
    assert keys("R&D") == ("r and d",)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_faults_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    first = write(
        tmp_path,
        "first",
        """
family: first
label: First
skills:
  - {id: a, label: Alpha, kind: tool, aliases: [First letter], related: [nowhere]}
  - {id: b, label: Beta, kind: hammer}
  - {id: c, label: "1st  Letter", kind: tool, aliases: [Alpha]}
  - {id: d, label: Go, kind: tool, context: true}
  - {id: e, label: Epsilon, kind: tool, aliases: [No, 365], colour: red}
  - {id: f, label: Phi, kind: tool, broader: g}
  - {id: g, label: Gamma, kind: tool, broader: f}
  - {id: a, label: Again, kind: tool, related: [{b: 7}]}
  - {id: h, label: "!!", kind: tool}
  - {id: Not Kebab, label: Kebab, kind: tool}
""",
    )
    empty = write(tmp_path, "empty", "family: empty\nlabel: Empty\nskills: []\n")
    broken = write(tmp_path, "broken", "family: [\n")

    with pytest.raises(InputError, match="sound taxonomy") as caught:
        read_taxonomy([first, empty, broken])

    said = "\n".join(map(str, caught.value.faults))
    for part in (
        "a: expected the id of another skill, found 'nowhere'",
        "b: expected kind: one of tool, knowledge, practice, soft, found 'hammer'",
        "c: expected a name of one skill only, found 'Alpha', which `a` has too",
        "d: expected context_words for its ambiguous names, found none",
        "e: expected aliases: words (put quotes around them), found False",
        "e: expected aliases: words (put quotes around them), found 365",
        "e: expected one of aliases, broader",
        "f: expected broader skills that end somewhere, found a circle",
        "a: expected related: a skill id, or {id: weight in 0..1}, found {'b': 7}",
        "h: expected a name with a letter or digit in it, found '!!'",
        "Not Kebab: expected an id like `kebab-case`",
        "empty: expected at least one skill, found none",
        "broken.yaml:2",
    ):
        assert part in said


def test_a_repeated_id_is_a_fault(tmp_path: Path) -> None:
    twice = "family: f\nlabel: F\nskills: [{id: a, label: A1, kind: tool}, {id: a, label: A2, kind: tool}]\n"

    with pytest.raises(InputError, match="1 fault") as caught:
        read_taxonomy([write(tmp_path, "twice", twice)])

    assert "a: expected a skill id once" in str(caught.value.faults[0])


def test_skills_may_share_context_words(tmp_path: Path) -> None:
    shared = """
family: f
label: F
words: {language: &language ["in ~"]}
skills: [{id: go, label: Go, kind: tool, context: true, context_words: [*language, grpc]}]
"""
    taxonomy = read_taxonomy([write(tmp_path, "shared", shared)])

    assert taxonomy.skill("go").context_words == ("in ~", "grpc")


def test_a_narrower_product_is_a_skill_of_its_own_and_no_other_name_of_its_kind(tmp_path: Path) -> None:
    text = 'family: f\nlabel: F\nskills: [{id: m, label: Monitoring, kind: practice, narrower: [Grafana, "VM Ware = ESXi"]}]\n'

    taxonomy = read_taxonomy([write(tmp_path, "narrower", text)])

    assert [skill.id for skill in taxonomy] == ["m", "grafana", "vm-ware"]
    assert taxonomy.find("ESXi") == taxonomy.skill("vm-ware")
    assert taxonomy.related("m") == {"grafana": NARROWER_COUNTS, "vm-ware": NARROWER_COUNTS}
    assert "grafana" not in taxonomy.related("vm-ware")


def test_a_related_skill_without_a_weight_has_the_ordinary_one(tmp_path: Path) -> None:
    text = "family: f\nlabel: F\nskills: [{id: a, label: A1, kind: tool, related: [b]}, {id: b, label: B1, kind: tool}]\n"

    taxonomy = read_taxonomy([write(tmp_path, "related", text)])

    assert taxonomy.related("b") == {"a": RELATED_WEIGHT}


def test_skills_of_a_group_that_are_alike_stand_in_for_one_another(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "family: f\nskills:\n"
        "  - {id: a, label: Ant, kind: tool, related: [{b: 0.7}]}\n"
        "  - {id: b, label: Bee, kind: tool}\n"
        "  - {id: c, label: Cat, kind: tool}\n"
        "alike:\n  - {share: 0.5, skills: [c, b, a]}\n"
    )

    taxonomy = read_taxonomy([tmp_path / "t.yaml"])

    assert dict(taxonomy.related("a")) == {"b": 0.7, "c": 0.5}
    assert dict(taxonomy.related("c")) == {"a": 0.5, "b": 0.5}


def test_a_group_that_names_no_skill_or_no_share_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(
        "family: f\nskills:\n  - {id: a, label: Ant, kind: tool}\n"
        "alike:\n  - {share: 0.5, skills: [nobody, a]}\n  - {share: 2, skills: [a, a]}\n  - {share: 0.5, skills: [a]}\n"
    )

    with pytest.raises(InputError) as refused:
        read_taxonomy([tmp_path / "t.yaml"])

    told = [str(fault) for fault in refused.value.faults]
    assert sum("'nobody'" in line for line in told) == 1
    assert sum("alike: {share" in line for line in told) == 2


def test_in_every_role_family_most_skills_have_something_that_stands_in_for_them() -> None:
    starter = load_starter()

    for family in starter.families.values():
        own = [skill for skill in starter if skill.family == family.id]
        related = sum(bool(starter.related(skill.id)) for skill in own)
        assert not family.role_family or related >= 0.7 * len(own), family.id


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        ("xero", "quickbooks"), ("hubspot", "salesforce"), ("freshdesk", "zendesk"), ("final-cut-pro", "adobe-premiere-pro"),
        ("cypress", "selenium"), ("jira", "asana"), ("westlaw", "lexisnexis"), ("figma", "sketch"), ("catia", "siemens-nx"),
        ("qlik", "tableau"), ("jenkins", "gitlab-ci"), ("react", "vue"),
    ],
)  # fmt: skip
def test_a_common_substitute_of_each_role_family_counts_in_part(asked: str, has: str) -> None:
    assert 0 < load_starter().related(asked)[has] <= 0.7
