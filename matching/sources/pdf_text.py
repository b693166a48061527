"""The words of a PDF that a reader sees. Left out: invisible, covered and see-through text, letters in the colour of what lies
under them, under two points, or beyond the page.

Text on a picture, a shading or a pattern is not judged by its colour. Clipping and optional layers are not followed.
Knows nothing of CVs.
"""

import io
import logging
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

import numpy as np
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import IndexAssigner, LAParams, LTChar, LTPage, LTTextBox
from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
from pdfminer.pdffont import PDFFont, PDFType3Font
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from matching.errors import Fault, InputError
from matching.sources.visible import (
    MAX_CHARACTERS,
    MIN_POINTS,
    WHITE,
    Colour,
    SeenText,
    TooMuchError,
    seen_text,
    too_alike,
)

# The library says what it cannot read in its log, with the words themselves.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

MAX_PAGES = 100
MAX_UNPACKED_BYTES = 256 * 2**20
MAX_STEPS = 10_000_000
MAX_FORMS = 5_000
MAX_PAINTED = 20_000
MAX_BOXES_IN_COLUMNS = 600
FAINTEST = 0.1

_STREAM = re.compile(rb"stream\r?\n")
_INVISIBLE, _STROKED, _CLIP_ONLY = 3, (1, 5), 7


def read_pdf(data: bytes, shown: str) -> SeenText:
    """The text of a PDF; raises InputError where it is encrypted, TooMuchError, or whatever the library trips over."""
    if _unpacked(data) > MAX_UNPACKED_BYTES:
        raise TooMuchError(f"one that unpacks to more than {MAX_UNPACKED_BYTES // 2**20} MiB")
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        encrypted = document.encryption is not None  # be it with an empty password
    except PDFEncryptionError:
        encrypted = True
    if encrypted:
        raise InputError(
            "an encrypted file", faults=[Fault("a file without a password", "an encrypted one", shown)]
        )
    resources = PDFResourceManager()
    device = _Device(resources)
    interpreter = _Interpreter(resources, device)
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MAX_PAGES:
            raise TooMuchError(f"one of more than {MAX_PAGES} pages")
        interpreter.process_page(page)
    pages = len(device.pages)
    return seen_text(device.pages, device.hidden, "page 1" if pages == 1 else f"pages 1 to {pages}")


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter and what decides whether it is seen: when it was painted, its colours, and whether it is none anyway."""

    item: LTChar
    order: int
    colours: tuple[Colour | None, ...]
    unseen: bool


class _State(PDFGraphicState):
    """A graphics state that knows how opaque its paint is."""

    alpha: float = 1.0
    blends: bool = False

    def copy(self) -> "_State":
        state = _State()
        state.__dict__.update(self.__dict__)
        return state


class _Device(PDFLayoutAnalyzer):
    """Gathers the letters and fills of each page, and lays out the letters that are seen."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources, laparams=None)
        self.pages: list[str] = []
        self.hidden: list[str] = []
        self.inherited: _State | None = None
        self.steps = self.forms = 0
        self._layout = LAParams(boxes_flow=None)
        self._columns = LAParams()
        self._letters: list[_Letter] = []
        self._boxes: list[tuple[float, float, float, float]] = []
        self._fills: list[tuple[int, Colour | None, bool]] = []
        self._order = self._count = self._mode = 0

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        super().begin_page(page, ctm)
        self._letters, self._boxes, self._fills, self.inherited = [], [], [], None
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.cropbox)
        page_box = self.cur_item.bbox
        self._sheet = (max(x0, page_box[0]), max(y0, page_box[1]), min(x1, page_box[2]), min(y1, page_box[3]))

    def end_page(self, page: PDFPage) -> None:  # noqa: ARG002  # as the library calls it
        assert isinstance(self.cur_item, LTPage)
        hidden = self._hidden_letters()
        self.cur_item._objs = [
            one.item for one, unseen in zip(self._letters, hidden, strict=True) if not unseen
        ]
        self.hidden.append(
            "".join(o.item.get_text() for o, unseen in zip(self._letters, hidden, strict=True) if unseen)
        )
        self.pages.append(self._laid_out(self.cur_item))
        self.pageno += 1

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """Letters within forms are laid out with those of the page."""

    def end_figure(self, _: str) -> None:
        """See `begin_figure`."""

    def render_image(self, name: str, stream: Any) -> None:  # noqa: ARG002  # as the library calls it
        self._fill(apply_matrix_rect(self.ctm, (0, 0, 1, 1)), None, solid=False)

    def paint_path(
        self,
        gstate: PDFGraphicState,
        stroke: bool,  # noqa: ARG002  # as the library calls it
        fill: bool,
        evenodd: bool,  # noqa: ARG002
        path: Sequence[Any],
    ) -> None:
        if not fill:
            return
        points = [apply_matrix_pt(self.ctm, step[-2:]) for step in path if step[0] != "h" and len(step) > 2]
        if not points:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        shape = "".join(str(step[0]) for step in path)
        solid = shape in ("mlllh", "mllll", "mllllh") and len({*xs}) == 2 and len({*ys}) == 2
        self._fill(box, _fill_colour(gstate), solid=solid)

    def paint_unknown(self) -> None:
        """Something of no one colour, wherever the page is not clipped."""
        self._fill(self.cur_item.bbox, None, solid=False)

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: PDFGraphicState) -> None:
        self._mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: PDFGraphicState,
    ) -> float:
        advance = super().render_char(matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate)
        item = self.cur_item._objs.pop()
        assert isinstance(item, LTChar)
        self._count += 1
        if self._count > MAX_CHARACTERS:
            raise TooMuchError(f"one of more than {MAX_CHARACTERS:,} letters")
        self._order += 1
        a, b, c, d, *_ = matrix
        small = min(abs(fontsize) * hypot(c, d), abs(fontsize * scaling) * hypot(a, b)) < MIN_POINTS
        unseen = (
            self._mode in (_INVISIBLE, _CLIP_ONLY)
            or (small and not isinstance(font, PDFType3Font))
            or getattr(graphicstate, "alpha", 1.0) < FAINTEST
            or self._is_off_the_sheet(item)
        )
        self._letters.append(_Letter(item, self._order, self._colours(graphicstate), unseen))
        return advance

    def handle_undefined_char(self, font: PDFFont, cid: int) -> str:  # noqa: ARG002  # as the library calls it
        return ""

    def _colours(self, state: PDFGraphicState) -> tuple[Colour | None, ...]:
        if self._mode in _STROKED:
            return (_rgb(state.scolor, state.scs.name),)
        if self._mode in (2, 6):
            return _rgb(state.ncolor, state.ncs.name), _rgb(state.scolor, state.scs.name)
        return (_rgb(state.ncolor, state.ncs.name),)

    def _is_off_the_sheet(self, item: LTChar) -> bool:
        x0, y0, x1, y1 = self._sheet
        return item.x1 <= x0 or item.x0 >= x1 or item.y1 <= y0 or item.y0 >= y1

    def _fill(self, box: tuple[float, float, float, float], colour: Colour | None, *, solid: bool) -> None:
        self._order += 1
        if len(self._boxes) >= MAX_PAINTED:
            box, colour, solid = self.cur_item.bbox, None, False
            self._boxes.pop(), self._fills.pop()
        self._boxes.append(box)
        self._fills.append((self._order, colour, solid))

    def _hidden_letters(self) -> list[bool]:
        boxes = np.array(self._boxes, dtype=np.float64).reshape(-1, 4)
        return [one.unseen or self._blends_in(one, boxes) for one in self._letters]

    def _blends_in(self, one: _Letter, boxes: Any) -> bool:
        """Painted over later, or of the colour of all that may lie under it."""
        x, y = (one.item.x0 + one.item.x1) / 2, (one.item.y0 + one.item.y1) / 2
        within = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
        under: list[Colour | None] = [WHITE]
        for at in np.nonzero(within)[0]:
            order, colour, solid = self._fills[at]
            if order > one.order:
                if solid and colour is not None:
                    return True
            elif solid and colour is not None:
                under = [colour]
            else:
                under.append(colour)
        return all(
            ink is not None and ground is not None and too_alike(ink, ground)
            for ink in one.colours
            for ground in under
        )

    def _laid_out(self, page: LTPage) -> str:
        """Lines and blocks in reading order: by columns where a page has so few blocks that this can be worked out."""
        page.analyze(self._layout)
        boxes = [item for item in page if isinstance(item, LTTextBox)]
        if 1 < len(boxes) <= MAX_BOXES_IN_COLUMNS:
            assigner = IndexAssigner()
            for group in page.group_textboxes(self._columns, boxes):
                group.analyze(self._columns)
                assigner.run(group)
            boxes.sort(key=lambda box: box.index)
        return "".join(box.get_text() for box in boxes)


class _Interpreter(PDFPageInterpreter):
    """Runs a page's program with what the library leaves out: opacity, shadings, state handed on to forms, and an end."""

    device: _Device

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.graphicstate = self.device.inherited.copy() if self.device.inherited else _State()

    def push(self, obj: Any) -> None:
        self._step()
        super().push(obj)

    def do_q(self) -> None:
        self._step()
        super().do_q()

    def do_gs(self, name: Any) -> None:
        states = dict_value(self.resources.get("ExtGState") or {})
        found = resolve1(states.get(literal_name(name)))
        if not isinstance(found, dict) or not isinstance(self.graphicstate, _State):
            return
        alpha, blend = resolve1(found.get("ca")), resolve1(found.get("BM"))
        if isinstance(alpha, int | float):
            self.graphicstate.alpha = float(alpha)
        if blend is not None:
            self.graphicstate.blends = "Normal" not in str(blend)

    def do_sh(self, name: object) -> None:  # noqa: ARG002  # as the library calls it
        self.device.paint_unknown()

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802  # the operator's name
        self.device.forms += 1
        if self.device.forms > MAX_FORMS:
            raise TooMuchError(f"one that repeats its parts more than {MAX_FORMS:,} times")
        before = self.device.inherited
        self.device.inherited = self.graphicstate.copy() if isinstance(self.graphicstate, _State) else None
        super().do_Do(xobjid_arg)
        self.device.inherited = before

    def _step(self) -> None:
        self.device.steps += 1
        if self.device.steps > MAX_STEPS:
            raise TooMuchError("one whose pages never end")


def _fill_colour(state: PDFGraphicState) -> Colour | None:
    see_through = getattr(state, "alpha", 1.0) < 1 or getattr(state, "blends", False)
    return None if see_through else _rgb(state.ncolor, state.ncs.name)


def _rgb(colour: Any, space: str) -> Colour | None:
    """Red, green and blue from 0 to 1; None where that cannot be told (patterns, palettes, Lab)."""
    parts = list(colour) if isinstance(colour, list | tuple) else [colour]
    if space in ("Pattern", "Indexed", "Lab", "DeviceN") or not all(
        isinstance(p, int | float) for p in parts
    ):
        return None
    if len(parts) == 1:
        grey = 1 - parts[0] if space == "Separation" else parts[0]
        return grey, grey, grey
    if len(parts) == 3:
        return parts[0], parts[1], parts[2]
    if len(parts) == 4:
        cyan, magenta, yellow, key = parts
        return (1 - cyan) * (1 - key), (1 - magenta) * (1 - key), (1 - yellow) * (1 - key)
    return None


def _unpacked(data: bytes) -> int:
    """How many bytes the packed streams of a file come to, counted up to just beyond the limit."""
    total, whole = 0, memoryview(data)
    for found in _STREAM.finditer(data):
        if data[found.end() : found.end() + 1] != b"\x78":
            continue
        stream, rest = zlib.decompressobj(), bytes(whole[found.end() : found.end() + 2**16])
        at = found.end() + len(rest)
        while total <= MAX_UNPACKED_BYTES:
            try:
                total += len(stream.decompress(rest, 2**20))
            except zlib.error:
                break
            rest = stream.unconsumed_tail
            if not rest:
                rest, at = bytes(whole[at : at + 2**16]), at + 2**16
            if stream.eof or not rest:
                break
    return total
