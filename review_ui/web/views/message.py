"""A first message to somebody who was chosen, to be copied and sent by whoever writes: plain text, put together, not written.

Says what is asked, in their own record's words what made us write, what they are asked back, and that software helped to
find them and how to object. Knows no score, rank, budget or cap, and nothing of anybody else.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from governance.notices import OBJECTION, REVIEW
from matching.codes import country_names, language_names
from review_ui.web import words
from review_ui.web.views.quotes import quote

_MOST_QUOTES = 3
_LONGEST_TEXT = 600
_ASK_BACK = {
    "unknown_max_hourly_rate": "What do you ask an hour?",
    "unknown_start_by": "From when are you free?",
    "unknown_hours_per_week": "How many hours a week can you give?",
    "unknown_countries": "In which countries may you work?",
    "unknown_security_level": "Which clearance do you hold, if any?",
    "stale": "Is what your profile says still so? We saw it last a while ago.",
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, for which request: the names as they are signed with."""

    name: str
    business_unit: str
    requisition_id: str
    shortlist_id: str


def message_text(
    role: Mapping[str, Any],
    part: Mapping[str, Any],
    profile: Mapping[str, Any],
    *,
    to: str | None,
    seen: str | None,
    ranked: bool,
    writer: Writer,
) -> str:
    """`part`: what the frozen list says of the person, `profile` their record; `seen`: where their record was, in words; `ranked`: by machine."""
    paragraphs = (
        f"Hello{f' {to}' if to else ''},",
        _request(role),
        _why(part, profile),
        _ask_back(role, part),
        _found(seen, ranked),
        f"If you write back, name {writer.requisition_id} and {writer.shortlist_id}.",
        f"{writer.name}\n{writer.business_unit}",
    )
    return "\n\n".join(one for one in paragraphs if one) + "\n"


def _request(role: Mapping[str, Any]) -> str:
    text = _cut(" ".join(str(role.get("description") or "").split()), _LONGEST_TEXT)
    lines = [f"We look for a freelancer: {role.get('title', 'a piece of work')}.", text, *_terms(role)]
    return "\n".join(line for line in lines if line)


def _terms(role: Mapping[str, Any]) -> Iterator[str]:
    """What the work asks, without what the company would pay at most."""
    for label, key in (("Needed", "must_have"), ("Welcome too", "nice_to_have")):
        if role.get(key):
            yield f"{label}: {words.listed(_skill(one) for one in role[key])}."
    hours, weeks = role.get("hours_per_week"), role.get("duration_weeks")
    time = [f"{words.number(hours)} hours a week"] if hours else []
    time += [f"about {words.number(weeks)} weeks"] if weeks else []
    time += [f"starting by {words.day(role['start_by'])}"] if role.get("start_by") else []
    if time:
        yield f"Time: {', '.join(time)}."
    if role.get("countries"):
        yield f"Work may be done from {words.listed(country_names().get(c, c) for c in role['countries'])}."
    if role.get("languages"):
        yield f"Language: {words.listed(language_names().get(c, c) for c in role['languages'])}."


def _words(evidence: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """The words with what stands around them; alone where the record has changed since."""
    found = quote(evidence, profile, record="")
    return " ".join(f"{found.before}{found.marked}{found.after}".split())


def _why(part: Mapping[str, Any], profile: Mapping[str, Any]) -> str:
    """Their own words where some are shown, else the skills they list."""
    asked = part.get("requirements", ())
    shown = [one for one in asked if one["status"] == "evidenced" and one.get("evidence")][:_MOST_QUOTES]
    if shown:
        lines = (f'- {one["skill"]}: "{_words(one["evidence"][0], profile)}"' for one in shown)
        return "What in your own record made us write:\n" + "\n".join(lines)
    listed = [one["skill"] for one in asked if one["status"] == "claimed"]
    return f"We write because your record lists {words.listed(listed)}." if listed else ""


def _ask_back(role: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Whether they would, then what the record leaves open."""
    flags = part.get("flags", ())
    questions = ["Does this interest you, and are you free for it?"]
    questions += [] if "unknown_max_hourly_rate" in flags else ["At which rate would you do it?"]
    questions += [asked for flag, asked in _ASK_BACK.items() if flag in flags]
    needed = {_skill(one) for one in role.get("must_have", ())}
    open_skills = [
        one["skill"]
        for one in part.get("requirements", ())
        if one["status"] != "evidenced" and one["skill"] in needed
    ]
    if open_skills:
        questions.append(f"Could you name a piece of work in which you used {words.listed(open_skills)}?")
    return "What we ask of you:\n" + "\n".join(f"- {one}" for one in questions)


def _found(seen: str | None, ranked: bool) -> str:
    where = f"Your record was seen on {seen}. " if seen else ""
    how = (
        "Software that ranks records by what they say of the work asked for helped us find you; a person chose to write. "
        if ranked
        else "A person chose to write; no software ranked your record for it. "
    )
    return f"How we found you: {where}{how}{REVIEW} {OBJECTION}"


def _skill(asked: str | Mapping[str, Any]) -> str:
    return asked if isinstance(asked, str) else str(asked["name"])


def _cut(text: str, most: int) -> str:
    """Whole words of a text, with a mark where it goes on."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} ..."
