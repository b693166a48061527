"""What is wrong with a page's HTML as it was sent: a browser mends it silently, and each mends it in its own way.

The parser (justhtml, after the WHATWG specification) finds what no HTML may hold; the rest is read off its tree and off
the tags as they stand. Knows no page; `walking.py` calls it on all of them.
"""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

from justhtml import JustHTML

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# What may stand in these, and nothing else may: a parser moves the rest out of a table without a word.
ONLY = {
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup"},
}
INTERACTIVE = "a, button, input, select, textarea, label, summary"
# Words only: a block in one of them is moved out by some browsers.
OF_WORDS = "p, span, q, b, strong, h1, h2, h3, h4, dt, legend, label, button, time, code, kbd"
BLOCKS = "div, p, ul, ol, dl, table, section, article, form, fieldset, h1, h2, h3, h4, details"
CONTROLS = "input, select, textarea"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?")


def markup_faults(html: str) -> list[str]:
    """Each fault in words; none for a page that is valid."""
    tree = JustHTML(html, collect_errors=True, sanitize=False)
    return [
        *(f"line {error.line}: {error.code}" for error in tree.errors),
        *_Tags.faults(html),
        *_twice(tree),
        *_nested(tree),
        *_unnamed_controls(tree),
        *_references(tree),
        *_headings(tree),
        *_values(tree),
        *_focus(tree),
        *(f"a form without csrf: {form.attrs.get('action')}" for form in _unguarded_forms(tree)),
    ]


class _Tags(HTMLParser):
    """Start and end tags, held to the order in which they opened."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._found: list[str] = []

    @classmethod
    def faults(cls, html: str) -> list[str]:
        read = cls()
        read.feed(html)
        read.close()
        return read._found + [f"never closed: {tag}" for tag in read._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self._found += [
            f"line {self.getpos()[0]}: {tag} says {name} twice" for name, n in Counter(names).items() if n > 1
        ]
        # HTML knows what begins with `data-`; everybody else's names are none of its own.
        self._found += [f"{tag} says {name}" for name in names if name.startswith("hx-")]
        parent = self._open[-1] if self._open else ""
        if tag not in ONLY.get(parent, {tag}):
            self._found.append(f"line {self.getpos()[0]}: <{tag}> straight inside <{parent}>")
        # Parts of an SVG are written with their end tags here, and are held to them.
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()
            return
        self._found.append(f"line {self.getpos()[0]}: </{tag}> inside {self._open[-1:]}")
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]


def _twice(tree: JustHTML) -> list[str]:
    ids = Counter(node.attrs["id"] for node in tree.query("[id]"))
    return [f"id used {n} times: {one}" for one, n in ids.items() if n > 1]


def _nested(tree: JustHTML) -> list[str]:
    return [
        f"<{inner.name}> inside <{outer.name}>"
        for within, what in ((OF_WORDS, BLOCKS), ("a, button, summary", INTERACTIVE), ("form", "form"))
        for outer in tree.query(within)
        for inner in outer.query(what)
    ]


def _unnamed_controls(tree: JustHTML) -> list[str]:
    """A control has a label by id, by standing in one, or says its own name."""
    named = {label.attrs.get("for") for label in tree.query("label[for]")}
    for label in tree.query("label"):
        named |= {id(node) for node in label.query(CONTROLS)}
    return [
        f"a control without a label: {node.attrs.get('name')}"
        for node in tree.query(CONTROLS)
        if node.attrs.get("type") not in ("hidden", "submit")
        and not {node.attrs.get("id", ""), id(node)} & named
        and "aria-label" not in node.attrs
    ]


def _references(tree: JustHTML) -> list[str]:
    """Every `for`, `aria-labelledby` and the like names something on the page; a label, a control."""
    ids = {node.attrs["id"] for node in tree.query("[id]")}
    controls = {node.attrs.get("id") for node in tree.query(f"{CONTROLS}, button, output, meter, progress")}
    dangling = [
        f"{name} names nothing: {one}"
        for name in ("aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
        for node in tree.query(f"[{name}]")
        for one in (node.attrs[name] or "").split()
        if one not in ids
    ]
    orphans = [label.attrs["for"] for label in tree.query("label[for]") if label.attrs["for"] not in controls]
    bare = [label for label in tree.query("label") if "for" not in label.attrs and not label.query(CONTROLS)]
    return (
        dangling + [f"a label without its control: {one}" for one in orphans] + ["a bare label"] * len(bare)
    )


def _headings(tree: JustHTML) -> list[str]:
    """One of the first level, and none deeper than a level below the one before it."""
    levels = [int(node.name[1]) for node in tree.query("h1, h2, h3, h4, h5, h6")]
    skipped = [f"h{after} follows h{before}" for before, after in pairwise(levels) if after > before + 1]
    return skipped + ([f"{levels.count(1)} headings of the first level"] if levels.count(1) != 1 else [])


def _values(tree: JustHTML) -> list[str]:
    """Moments as HTML writes them; a choice that must be made begins with none."""
    times = [node.attrs.get("datetime") or "" for node in tree.query("time[datetime]")]
    choices = [node.query("option")[0] for node in tree.query("select[required]") if node.query("option")]
    return [f"no moment: {one}" for one in times if not _MOMENT.fullmatch(one)] + [
        f"a choice that is required begins with {one.attrs['value']}"
        for one in choices
        if one.attrs.get("value") != ""
    ]


def _focus(tree: JustHTML) -> list[str]:
    asking = [node.attrs.get("name") or node.name for node in tree.query("[autofocus]")]
    return [f"the focus asked for by {', '.join(asking)}"] if len(asking) > 1 else []


def _unguarded_forms(tree: JustHTML) -> list:  # type: ignore[type-arg]
    posting = [form for form in tree.query("form") if (form.attrs.get("method") or "").lower() == "post"]
    return [form for form in posting if not form.query("input[name=csrf]")]
