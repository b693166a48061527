"""A form read off a page as a browser without scripts has it: where it is, what it would send again."""

import re
from html import unescape


def form_at(page: str, address: str) -> str:
    """The one form that is sent there, with what it is folded under."""
    found = re.findall(rf'<form[^>]*action="{re.escape(address)}".*?</form>', page, re.DOTALL)
    assert len(found) == 1, f"{len(found)} forms are sent to {address}"
    before = page[: page.index(found[0])].rpartition("<details")
    folded = before[2].split(">")[0] if "</details>" not in before[2] else " open"
    assert not before[1] or "open" in folded, f"the form sent to {address} is folded"
    return found[0]


def sent(page: str) -> dict[str, list[str]]:
    """What a form would send again, as it stands."""
    found: dict[str, list[str]] = {}
    for area in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found.setdefault(area[0], []).append(unescape(area[1]))
    for select in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option(?: value="([^"]*)")? selected>([^<]*)', select[1])
        found.setdefault(select[0], []).extend(value or words for value, words in chosen)
    for field in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="(\w+)"', field), re.search(r'value="([^"]*)"', field)
        boxed = re.search(r'type="(radio|checkbox)"', field)
        if name and value and (not boxed or "checked" in field):
            found.setdefault(name[1], []).append(unescape(value[1]))
    return found
