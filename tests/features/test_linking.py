"""What the linker finds and what it leaves alone, rule by rule, on a taxonomy small enough to know by heart."""

from itertools import pairwise

import pytest

from features.linking import SkillLinker
from features.skills import Family, Skill, Taxonomy
from features.taxonomy import load_starter

LANGUAGE = ("in ~", "~ programming", "~ developer")


def tool(name: str, label: str, *aliases: str, **more: object) -> Skill:
    return Skill(name, label, "all", "tool", aliases, **more)  # type: ignore[arg-type]


TAXONOMY = Taxonomy(
    [
        tool("python", "Python"),
        tool("java", "Java"),
        tool("javascript", "JavaScript"),
        tool("sql", "SQL"),
        tool("cpp", "C++"),
        tool("csharp", "C#"),
        tool("dotnet", ".NET"),
        tool("aspnet", "ASP.NET"),
        tool("nodejs", "Node.js"),
        tool("postgresql", "PostgreSQL", "Postgres"),
        tool("kubernetes", "Kubernetes", "k8s"),
        tool("indesign", "Adobe InDesign", "InDesign"),
        tool("photoshop", "Photoshop"),
        tool("c", "C", context=True, context_words=(*LANGUAGE, "embedded")),
        tool("r", "R", context=True, context_words=(*LANGUAGE, "statistics")),
        tool("go", "Go", "Golang", context=True, context_words=LANGUAGE),
        tool("excel", "Excel", "Microsoft Excel", context=True, context_words=("spreadsheet", "Word")),
        tool("hr", "Human resources", context_aliases=("HR",), context_words=("~",)),
        tool("rest", "REST APIs"),
        Skill("chef", "Chef", "all", "knowledge", context=True, context_words=("puppet",)),
        Skill("front-end", "Front-end development", "all", "practice", ("front end",)),
        Skill("ml", "Machine learning", "all", "knowledge"),
        Skill("payable", "Accounts payable", "all", "practice", ("A/P",)),
        Skill("pnl", "Profit and loss", "all", "practice", ("P&L",)),
        Skill("optimisation", "Search engine optimization", "all", "practice"),
        Skill("management", "Management", "all", "practice"),
        Skill("project-management", "Project management", "all", "practice"),
        Skill("sales-management", "Sales management", "all", "practice"),
    ],
    [Family("all", "All", True)],
)
LINKER = SkillLinker(TAXONOMY)


def found(text: str, *, listed: bool = False) -> list[str]:
    return [f"{hit.skill_id}:{hit.surface}" for hit in LINKER.link(text, listed=listed)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Project management", ["project-management:Project management"]),
        ("project and people management", ["management:management"]),
        ("Postgres, k8s", ["postgresql:Postgres", "kubernetes:k8s"]),
        ("PYTHON and python", ["python:PYTHON", "python:python"]),
    ],
)
def test_the_longest_name_wins_whatever_its_case(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("JavaScript", ["javascript:JavaScript"]),
        ("Javanese, Pythonic, SQLite", []),
        ("Java/JavaScript", ["java:Java", "javascript:JavaScript"]),
        ("C++, C#, .NET", ["cpp:C++", "csharp:C#", "dotnet:.NET"]),
        ("C++/C#.NET", ["cpp:C++", "csharp:C#", "dotnet:.NET"]),
        ("C++17", ["cpp:C++"]),
        ("a fish.net, the .net developer", ["dotnet:.net"]),
        ("ASP.NET and asp .net", ["aspnet:ASP.NET", "aspnet:asp .net"]),
        ("(Python)", ["python:Python"]),
        ("Python (primary)", ["python:Python"]),
        ("Python,Java;SQL|C++", ["python:Python", "java:Java", "sql:SQL", "cpp:C++"]),
        ("I like Python.", ["python:Python"]),
        ("#python", ["python:python"]),
    ],
)
def test_a_name_is_whole_words(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Python 3.11", ["python:Python"]),
        ("python3", ["python:python3"]),
        ("Python3.9", ["python:Python3"]),
        ("Java8, Java 11", ["java:Java8", "java:Java"]),
        ("SQL2", ["sql:SQL2"]),
    ],
)
def test_a_version_does_not_hide_a_name(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    ["front-end", "front end", "frontend", "Front\u2010End", "Front-End Development", "frontend development"],
)
def test_hyphen_space_and_nothing_are_one(text: str) -> None:
    assert found(text) == [f"front-end:{text}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "node js, NodeJS, nodejs, Node-JS",
            ["nodejs:node js", "nodejs:NodeJS", "nodejs:nodejs", "nodejs:Node-JS"],
        ),
        ("Postgre SQL", ["postgresql:Postgre SQL"]),
        ("Java Script", ["javascript:Java Script"]),
        ("Photo-shop", ["photoshop:Photo-shop"]),
        ("skilled in design", []),
        ("#MachineLearning", ["ml:MachineLearning"]),
        ("machine\nlearning", ["ml:machine\nlearning"]),
        ("Sales\nManagement", ["management:Management"]),
        ("Sales, management", ["management:management"]),
        ("I was in sales. Management came later", ["management:Management"]),
    ],
)
def test_names_torn_apart_or_wrapped_are_put_together_but_not_across_items(
    text: str, expected: list[str]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("account payable", ["payable:account payable"]),
        ("Accounts Payables", ["payable:Accounts Payables"]),
        ("REST API and REST APIs", ["rest:REST API", "rest:REST APIs"]),
        ("search engine optimisation", ["optimisation:search engine optimisation"]),
        ("A/P", ["payable:A/P"]),
        ("a p", []),
        ("P&L, profit & loss", ["pnl:P&L", "pnl:profit & loss"]),
        ("Pho\u0301toshop", ["photoshop:Pho\u0301toshop"]),
        ("\uff30\uff59\uff54\uff48\uff4f\uff4e", ["python:\uff30\uff59\uff54\uff48\uff4f\uff4e"]),
    ],
)
def test_number_spelling_and_accents_do_not_matter_and_marks_do_where_letters_stand_alone(
    text: str, expected: list[str]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("models in R", ["r:R"]),
        ("R programming", ["r:R"]),
        ("statistics with R", ["r:R"]),
        ("SQL, R, Python", ["sql:SQL", "r:R", "python:Python"]),
        ("C, C++", ["c:C", "cpp:C++"]),
        ("C/C++", ["c:C", "cpp:C++"]),
        ("Python, Go and R", ["python:Python", "go:Go", "r:R"]),
        ("Go, R, Python", ["go:Go", "r:R", "python:Python"]),
        ("Python 3, R", ["python:Python", "r:R"]),
        ("Golang", ["go:Golang"]),
        ("the R&D team", []),
        ("C-level, R. Smith, vitamin C", []),
        ("in C.", ["c:C"]),
        ("Mary C. Jones writes embedded code", []),
        ("go to Java", ["java:Java"]),
        ("Go get them", []),
        ("in r", []),
        ("Excel at work", []),
        ("excel in Word", []),
        ("Word, Excel", ["excel:Excel"]),
        ("WORD, EXCEL", ["excel:EXCEL"]),
        ("Microsoft Excel", ["excel:Microsoft Excel"]),
        ("Chef, Python", ["python:Python"]),
        ("Puppet and Chef", ["chef:Chef"]),
        ("HR, 40 hr a week", ["hr:HR"]),
    ],
)
def test_an_ambiguous_name_needs_its_own_case_and_company(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", ["R", "Go", "Excel", "Chef"])
def test_in_a_skill_list_an_ambiguous_name_stands_for_itself(text: str) -> None:
    assert found(text) == []
    assert len(found(text, listed=True)) == 1


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ",;.", "\U0001f600\U0001f469\u200d\U0001f4bb", "مهندس برمجيات", "\ud800"]
)
def test_a_text_without_names_has_no_mentions(text: str) -> None:
    assert found(text) == []


def test_offsets_count_code_points_of_the_text_as_given() -> None:
    text = "\U0001f469\u200d\U0001f4bb İstanbul ﬁve \u202bعربي\u202c ẞ Python"

    [hit] = LINKER.link(text)

    assert text[hit.start : hit.end] == hit.surface == "Python"


def test_mentions_come_in_order_and_do_not_overlap() -> None:
    hits = LINKER.link("Java, project management, Postgre SQL, SQL and machine learning in R")

    assert [(a.end, b.start) for a, b in pairwise(hits) if a.end > b.start] == []


def test_what_a_linker_has_read_before_does_not_change_what_it_finds() -> None:
    texts = ["Java", "java Java8 JAVA", "in R", "R", "Postgre SQL"]
    fresh = [SkillLinker(TAXONOMY).link(text) for text in texts]

    linker = SkillLinker(TAXONOMY)

    assert [linker.link(text) for text in texts * 2] == fresh * 2


def test_every_unambiguous_starter_name_links_to_its_skill_when_it_is_the_whole_text() -> None:
    starter = load_starter()
    linker = SkillLinker(starter)

    lost = [
        (name, skill.id)
        for skill in starter
        for name, ambiguous in skill.surfaces()
        if not ambiguous and [hit.skill_id for hit in linker.link(name)] != [skill.id]
    ]
    assert lost == []


def test_every_ambiguous_starter_name_links_in_a_skill_list() -> None:
    starter = load_starter()
    linker = SkillLinker(starter)

    lost = [
        (name, skill.id)
        for skill in starter
        for name, ambiguous in skill.surfaces()
        if ambiguous and [hit.skill_id for hit in linker.link(name, listed=True)] != [skill.id]
    ]
    assert lost == []


@pytest.mark.parametrize("written", ["it support for shops", "IT SUPPORT FOR SHOPS", "it  support for shops"])
def test_an_ordinary_word_in_a_name_is_found_where_nobody_uses_case(written: str) -> None:
    assert [one.skill_id for one in SkillLinker(load_starter()).link(written, caseless=True)] == [
        "technical-support"
    ]


@pytest.mark.parametrize("written", ["how it supports the shops", "HOW IT SUPPORTS THE SHOPS"])
def test_and_the_verb_beside_it_is_not(written: str) -> None:
    assert SkillLinker(load_starter()).link(written, caseless=True) == []
