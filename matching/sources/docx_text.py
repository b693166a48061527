"""The words of a Word document that a reader sees. Left out: hidden runs, letters in the colour of their ground or under two
points, text boxes beyond the page, what was deleted, headers and footers.

Formatting is looked up from the run through its styles to the document's defaults. Text on a ground whose colour cannot
be told (a theme's, a picture) is not judged by its colour. Knows nothing of CVs.
"""

import io
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import docx
from docx.oxml.ns import nsmap, qn

from matching.sources.visible import (
    MAX_CHARACTERS,
    MIN_POINTS,
    WHITE,
    Colour,
    SeenText,
    TooMuchError,
    from_hex,
    seen_text,
    too_alike,
)

_NAMESPACES = {
    **nsmap,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
}
_EMU_AN_INCH = 914_400
_BREAKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_LIGHT_THEMES = ("background1", "light1", "bg1", "lt1")
_UNKNOWN = None


def read_docx(data: bytes) -> SeenText:
    """The text of a document; raises TooMuchError, or whatever the library trips over."""
    document = docx.Document(io.BytesIO(data))
    looks = _Looks(document)
    lines: list[str] = []
    hidden: list[str] = []
    size = 0
    for paragraph in document.element.body.iter(qn("w:p")):
        if _has_ancestor(paragraph, _tag("mc:Fallback")):
            continue
        seen: list[str] = []
        for run in _runs(paragraph):
            text = _text(run)
            size += len(text)
            (seen if looks.shows(run, paragraph) else hidden).append(text)
        lines.append("".join(seen))
        if size > MAX_CHARACTERS:
            raise TooMuchError(f"one of more than {MAX_CHARACTERS:,} letters")
    return seen_text(lines, hidden, "the document")


class _Looks:
    """How a run of a document looks."""

    def __init__(self, document: Any) -> None:
        styles = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")
            ),
            None,
        )
        self._defaults = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._chains: dict[str | None, list[Any]] = {}
        ground = document.element.find(qn("w:background"))
        self._page = (from_hex(ground.get(qn("w:color"), "")) if ground is not None else None) or WHITE

    def shows(self, run: Any, paragraph: Any) -> bool:
        settings = list(self._settings(run, paragraph))
        if _on(_first(settings, "w:vanish")) or any(
            one.find(f"{_tag('w14:textFill')}/{_tag('w14:noFill')}") is not None for one in settings
        ):
            return False
        size = _first(settings, "w:sz")
        if size is not None and _number(size.get(qn("w:val")), 22) / 2 < MIN_POINTS:
            return False
        if _is_beyond_the_page(paragraph):
            return False
        ink = _ink(_first(settings, "w:color"))
        ground = self._ground(settings, paragraph)
        return ink is None or ground is None or not too_alike(ink, ground)

    def _settings(self, run: Any, paragraph: Any) -> Iterator[Any]:
        """The run's properties, nearest first."""
        own = run.find(qn("w:rPr"))
        if own is not None:
            yield own
            style = own.find(qn("w:rStyle"))
            if style is not None:
                yield from self._of_style(style.get(qn("w:val")), "w:rPr")
        yield from self._of_style(_style_of(paragraph) or self._default, "w:rPr")
        if self._defaults is not None:
            yield self._defaults

    def _of_style(self, name: str | None, part: str) -> Iterator[Any]:
        for style in self._chain(name):
            found = style.find(qn(part))
            if found is not None:
                yield found

    def _chain(self, name: str | None) -> list[Any]:
        """A style and those it is based on."""
        if name not in self._chains:
            chain: list[Any] = []
            at = name
            while at in self._styles and self._styles[at] not in chain:
                chain.append(self._styles[at])
                based = self._styles[at].find(qn("w:basedOn"))
                at = based.get(qn("w:val")) if based is not None else None
            self._chains[name] = chain
        return self._chains[name]

    def _ground(self, settings: list[Any], paragraph: Any) -> Colour | None:
        """The colour under a run, None where it cannot be told."""
        mark = _first(settings, "w:highlight")
        if mark is not None and mark.get(qn("w:val")) not in ("none", "white"):
            return _UNKNOWN
        own = paragraph.find(qn("w:pPr"))
        shaded = [
            *settings,
            *([own] if own is not None else []),
            *self._of_style(_style_of(paragraph), "w:pPr"),
        ]
        found = _first(shaded, "w:shd")
        if found is not None and _shade(found) != "none":
            return from_hex(_shade(found))
        for around in paragraph.iterancestors():
            if around.tag == qn("w:tc") or around.tag == qn("w:tbl"):
                properties = around.find(qn("w:tcPr" if around.tag == qn("w:tc") else "w:tblPr"))
                shade = properties.find(qn("w:shd")) if properties is not None else None
                if shade is not None and _shade(shade) != "none":
                    return from_hex(_shade(shade))
                if around.tag == qn("w:tbl") and self._table_is_shaded(properties):
                    return _UNKNOWN
            elif around.tag == qn("w:txbxContent"):
                return self._ground_of_box(around)
        return self._page

    def _table_is_shaded(self, properties: Any) -> bool:
        style = properties.find(qn("w:tblStyle")) if properties is not None else None
        chain = self._chain(style.get(qn("w:val"))) if style is not None else []
        return any(_shade(shade) != "none" for one in chain for shade in one.iter(qn("w:shd")))

    def _ground_of_box(self, content: Any) -> Colour | None:
        """What fills the text box; one that is not filled shows the page."""
        for around in content.iterancestors():
            if around.tag == _tag("wps:wsp"):
                shape = around.find(_tag("wps:spPr"))
                solid = (
                    shape.find(f"{_tag('a:solidFill')}/{_tag('a:srgbClr')}") if shape is not None else None
                )
                if solid is not None:
                    return from_hex(solid.get("val", ""))
                bare = shape is not None and shape.find(_tag("a:noFill")) is not None
                return self._page if bare else _UNKNOWN
            if around.tag.startswith("{" + _NAMESPACES["v"] + "}") and around.get("filled") in ("f", "false"):
                return self._page
        return _UNKNOWN


def _runs(paragraph: Any) -> Iterator[Any]:
    """The runs of a paragraph, in links and content controls too; not those of text boxes within it, nor deleted ones."""
    gone = (qn("w:del"), qn("w:moveFrom"))
    for run in paragraph.iter(qn("w:r")):
        around = (one.tag for one in takewhile(lambda one: one is not paragraph, run.iterancestors()))
        if not any(tag in gone or tag == qn("w:p") for tag in around):
            yield run


def _text(run: Any) -> str:
    return "".join(
        (child.text or "") if child.tag == qn("w:t") else _BREAKS.get(child.tag, "") for child in run
    )


def _first(settings: list[Any], name: str) -> Any:
    return next((found for one in settings if (found := one.find(qn(name))) is not None), None)


def _on(toggle: Any) -> bool:
    return toggle is not None and toggle.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def _ink(colour: Any) -> Colour | None:
    """The colour of letters; None for automatic, which stands out from any ground."""
    if colour is None:
        return None
    written = colour.get(qn("w:val"), "auto")
    if written == "auto" and colour.get(qn("w:themeColor")) in _LIGHT_THEMES:
        return WHITE
    return from_hex(written)


def _shade(shade: Any) -> str:
    fill = shade.get(qn("w:fill"), "auto")
    return "none" if fill == "auto" and shade.get(qn("w:themeFill")) is None else str(fill)


def _style_of(paragraph: Any) -> str | None:
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return found.get(qn("w:val")) if found is not None else None


def _is_beyond_the_page(paragraph: Any) -> bool:
    """In a text box that ends more than an inch above or to the left of where it is anchored."""
    for anchor in paragraph.iterancestors(_tag("wp:anchor")):
        extent = anchor.find(_tag("wp:extent"))
        for direction, side in (("wp:positionH", "cx"), ("wp:positionV", "cy")):
            offset = anchor.find(f"{_tag(direction)}/{_tag('wp:posOffset')}")
            if offset is None or extent is None:
                continue
            if _number(offset.text, 0) + _number(extent.get(side), 0) < -_EMU_AN_INCH:
                return True
    return False


def _has_ancestor(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _number(written: str | None, otherwise: float) -> float:
    try:
        return float(written or "")
    except ValueError:
        return otherwise


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"
