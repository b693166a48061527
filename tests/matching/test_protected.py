"""Where a name that is set aside stands in the person's own words: found at every door, said by place, never by itself."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from matching.profiles import Profile
from matching.protected import names_at, names_in, set_aside
from matching.sources.port import SourceMap
from matching.sources.registry import source_named

SAID = "I am Zoe Marchetti and I bake."
FILES: dict[str, tuple[str, Any]] = {
    "jsonl": ("p.jsonl", {"id": "a", "name": "Zo\u00eb Marchetti", "text": SAID}),
    "table": ("p.csv", f"id,Full Name,text\na,Zo\u00eb Marchetti,{SAID}\n"),
    "upwork": ("p.json", {"id": "a", "firstName": "Zo\u00eb", "lastName": "Marchetti", "overview": SAID}),
    "fiverr": ("p.csv", f"username,name,description,skills\na,Zo\u00eb Marchetti,{SAID},Baking\n"),
    "toptal": ("p.json", {"id": "a", "fullName": "Zo\u00eb Marchetti", "summary": SAID}),
    "jsonresume": ("a.json", {"basics": {"name": "Zo\u00eb Marchetti", "summary": SAID}}),
}


def where(places: Mapping[str, Any], words: str) -> list[str]:
    return [words[start:end] for spans in places.values() for start, end in spans]


@pytest.mark.parametrize("source", FILES)
def test_every_source_says_where_the_name_it_set_aside_stands(source: str, tmp_path: Path) -> None:
    name, content = FILES[source]
    path = tmp_path / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    (profile,) = source_named(source).read(path, SourceMap()).profiles

    assert where(profile.names_at, SAID) == ["Zoe Marchetti"]
    assert "names_at" not in profile.provenance


def test_a_document_is_kept_without_its_name_and_says_where_it_stood() -> None:
    kept, protected = set_aside({"id": "p", "name": "Zo\u00eb Marchetti", "text": SAID})

    assert protected == {"name": "Zo\u00eb Marchetti"}
    assert kept == {"id": "p", "text": SAID, "names_at": {"text": [[5, 18]]}}


def test_where_a_name_stands_is_said_by_path_and_position() -> None:
    document = {
        "headline": "Maria, developer",
        "experience": [{"description": "With Okonkwo"}],
        "company": "Maria",
    }

    assert names_at(document, ["Maria Okonkwo"]) == {
        "headline": [[0, 5]],
        "experience[0].description": [[5, 12]],
    }


def test_a_document_in_which_no_name_stands_gains_no_key() -> None:
    assert set_aside({"id": "p", "name": "Maria", "text": "developer"})[0] == {"id": "p", "text": "developer"}


def test_a_name_in_parts_is_a_name_and_the_names_of_its_parts_are_none() -> None:
    document = {"name": {"first": "Ada", "last": "Byron"}, "text": "First of all: Ada Byron came last"}

    kept, _ = set_aside(document)

    assert where(kept["names_at"], document["text"]) == ["Ada Byron"]  # type: ignore[arg-type]


def test_a_name_given_anew_replaces_the_places_of_the_one_before() -> None:
    kept, _ = set_aside({"id": "p", "name": "Ada Byron", "text": "Ada Byron"})

    assert "names_at" not in set_aside({**kept, "name": "Maria Okonkwo"})[0]
    assert set_aside(kept)[0] == kept


@pytest.mark.parametrize(
    "text", ["jose\u0301 wrote to Me\u0301lanie", "Jos\u00e9 wrote to M\u00e9lanie", "JOSE and MELANIE"]
)
def test_accents_and_how_they_are_composed_do_not_hide_a_name(text: str) -> None:
    found = where(names_at({"text": text}, ["M\u00e9lanie Jos\u00e9"]), text)

    assert "elanie" in "".join(found).casefold().replace("\u0301", "").replace("\u00e9", "e")


def test_a_small_word_alone_is_a_name_only_in_a_text_without_capitals() -> None:
    with_case, without = (
        "Had to mark the books of two shops a week",
        "had to mark the books of two shops a week",
    )

    assert names_at({"text": with_case}, ["Mark Okonkwo"]) == {}
    assert where(names_at({"text": without}, ["Mark Okonkwo"]), without) == ["mark"]


def test_the_names_of_a_document_are_read_where_it_says_that_they_stand() -> None:
    kept, _ = set_aside({"id": "p", "name": "Ada Byron", "text": "Byron wrote", "summary": "Ada Byron"})

    assert sorted(names_in(Profile.model_validate(kept).model_dump())) == ["Ada Byron", "Byron"]
