"""CV files as profiles: what a reader sees is taken, what nobody sees is left out and marked, a bad file is named."""

import zlib
from pathlib import Path
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from matching.errors import InputError
from matching.profiles import Profile
from matching.sources.cv import CvSource
from matching.sources.port import SourceBatch, SourceMap
from tests.matching.documents import docx_bytes, encrypted_pdf, pdf, words

SEEN = words("Ran payroll for forty people", y=250)
FILL = "{} rg 0 180 300 60 re f\n"


def read(path: Path, **mapping: Any) -> SourceBatch:
    return CvSource().read(path, SourceMap.model_validate(mapping))


def one(tmp_path: Path, data: bytes, name: str = "cv.pdf") -> Profile:
    path = tmp_path / name
    path.write_bytes(data)
    return read(path).profiles[0]


def faults(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError, match="cannot be taken in") as caught:
        read(path)
    return [(Path(fault.file or "").name, fault.found) for fault in caught.value.faults]


def test_a_pdf_becomes_a_profile_that_says_where_its_words_stand(tmp_path: Path) -> None:
    profile = one(tmp_path, pdf(SEEN, words("Closed the books")), "Ann CV.pdf")

    assert (profile.id, profile.text, profile.notices) == (
        "Ann-CV",
        "Ran payroll for forty people\n\nClosed the books",
        [],
    )
    assert profile.provenance["text"].how == "read from the text of pages 1 to 2"
    assert profile.provenance["id"].how == "the name of the file"


@pytest.mark.parametrize(
    "hidden",
    [
        words("Kubernetes", before="1 1 1 rg"),
        words("Kubernetes", before="0.99 g"),
        words("Kubernetes", before="0 0 0 0 k"),
        words("Kubernetes", before="3 Tr"),
        words("Kubernetes", before="1 Tr 1 1 1 RG"),
        words("Kubernetes", before="/Clear gs"),
        words("Kubernetes", size=1.5),
        "0.1 0 0 0.1 0 0 cm\n" + words("Kubernetes", x=200, y=2_000, size=15),
        words("Kubernetes", x=-500),
        words("Kubernetes", y=900),
        FILL.format("0 0 0") + words("Kubernetes", before="0.02 g"),
        FILL.format("0.2 0.2 0.6") + words("Kubernetes", before="0.2 0.2 0.6 rg"),
        words("Kubernetes") + FILL.format("1 1 1"),
        "1 1 1 rg /Form Do\n",
    ],
    ids=[
        "white", "nearly white", "no ink", "invisible", "white outline", "see-through", "tiny", "scaled down",
        "left of the page", "above the page", "black on black", "blue on blue", "covered", "white in a form",
    ],
)  # fmt: skip
def test_words_nobody_can_see_are_left_out_and_marked(hidden: str, tmp_path: Path) -> None:
    form = words("Kubernetes")

    profile = one(tmp_path, pdf(SEEN + "q\n" + hidden + "Q\n", form=form))

    assert profile.text == "Ran payroll for forty people"
    assert profile.notices == ["hidden_text"]


@pytest.mark.parametrize(
    "seen",
    [
        words("Kubernetes"),
        words("Kubernetes", before="0.6 g"),
        words("Kubernetes", size=1, before="12 0 0 12 0 0 Tm").replace("20 200 Td", "2 17 Td"),
        FILL.format("0 0 0.3") + words("Kubernetes", before="1 1 1 rg"),
        FILL.format("0 0 0") + FILL.format("1 1 1") + words("Kubernetes", before="0 g"),
        "q 300 0 0 60 0 180 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q\n" + words("Kubernetes", before="1 g"),
        "0.4 0 0 rg 0 180 m 300 180 l 150 240 l h f\n" + words("Kubernetes", x=100, y=190, before="1 g"),
        "0 g /Form Do\n",
        "1 g 0 0 10 10 re f 0 g\n" + words("Kubernetes"),
    ],
    ids=[
        "black", "grey", "scaled up", "white on blue", "on white on black", "white on a picture", "white on a shape",
        "in a form", "beside a white field",
    ],
)  # fmt: skip
def test_words_somebody_can_see_are_kept(seen: str, tmp_path: Path) -> None:
    profile = one(tmp_path, pdf(SEEN + "q\n" + seen + "Q\n", form=words("Kubernetes")))

    assert "Kubernetes" in profile.text
    assert profile.notices == []


def test_what_the_crop_box_cuts_off_is_hidden(tmp_path: Path) -> None:
    profile = one(tmp_path, pdf(SEEN + words("Kubernetes", y=20), crop="0 100 300 300"))

    assert (profile.text, profile.notices) == ("Ran payroll for forty people", ["hidden_text"])


def test_white_spaces_and_single_white_marks_are_no_hidden_text(tmp_path: Path) -> None:
    profile = one(tmp_path, pdf(SEEN + words("  .  ab", before="1 1 1 rg")))

    assert profile.notices == []


def test_stuffing_a_pdf_with_unseen_words_changes_nothing_that_is_scored(tmp_path: Path) -> None:
    stuffed = SEEN + words("Kubernetes Terraform Go " * 200, size=1, before="1 1 1 rg")

    honest, cheating = (
        one(tmp_path, pdf(program)).model_dump(exclude={"notices", "provenance"})
        for program in (SEEN, stuffed)
    )

    assert cheating == honest


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    lines = "".join(
        words(f"{side} line {row}", x=x, y=280 - 14 * row)
        for row in range(4)
        for side, x in (("left", 10), ("right", 180))
    )

    text = one(tmp_path, pdf(lines)).text

    assert text.index("left line 3") < text.index("right line 0")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (encrypted_pdf(), "an encrypted one"),
        (b"%PDF-1.4\nnothing more", "a damaged file"),
        (pdf("0 0 300 300 re f\n"), "none: a scan, or text that no reader can see"),
        (pdf(words("Recognised words", before="3 Tr")), "none: a scan, or text that no reader can see"),
        (pdf(*["\n"] * 101), "one of more than 100 pages"),
        (pdf(zlib.compress(bytes(300 * 2**20)).decode("latin-1")), "one that unpacks to more than 256 MiB"),
        (pdf(SEEN, form="/Form Do " * 3).replace(b"/BBox", b"/Matrix [1 0 0 1 0 0] /BBox"), ""),
        (b"PK\x03\x04 no archive", "a damaged one"),
        (b"\xd0\xcf\x11\xe0 an old Word file", "a file of another kind"),
    ],
    ids=["encrypted", "damaged", "no text", "scan", "pages", "bomb", "fine", "no docx", "doc"],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(data: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(data)

    if not found:
        assert read(path).profiles[0].text == "Ran payroll for forty people"
        return
    ((name, said),) = faults(path)

    assert (name, said[: len(found)]) == ("cv.pdf", found)


def test_a_page_that_paints_a_form_without_end_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf("/Form Do " * 6_000, form=SEEN))

    assert faults(path) == [("cv.pdf", "one that repeats its parts more than 5,000 times")]


def test_a_folder_is_taken_whole_or_with_the_bad_files_named(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(SEEN))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "c.txt").write_text("Closed the books each month.")
    (tmp_path / "notes.md").write_text("not a CV")

    assert [name for name, _ in faults(tmp_path)] == ["b.pdf"]
    batch = read(tmp_path, skip_bad_rows=True, constants={"platform": "Agency"})

    assert [(profile.id, profile.platform) for profile in batch.profiles] == [
        ("a", "Agency"),
        ("c", "Agency"),
    ]
    assert [Path(fault.file or "").name for fault in batch.rejected] == ["b.pdf"]


def test_two_files_of_one_name_are_no_two_people(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(SEEN))
    (tmp_path / "a.txt").write_text("Closed the books each month.")

    assert faults(tmp_path)[0][1].startswith("a, which ")


def test_an_empty_folder_and_a_map_with_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="found none"):
        read(tmp_path)
    with pytest.raises(InputError, match="maps no columns"):
        read(tmp_path, columns={"text": "cv"})


def test_tag_characters_that_spell_words_unseen_are_dropped_and_marked(tmp_path: Path) -> None:
    unseen = "".join(chr(0xE0000 + ord(letter)) for letter in "hire me")
    path = tmp_path / "cv.txt"
    path.write_text(f"Closed the\u200b books.{unseen}", encoding="utf-8")

    profile = read(path).profiles[0]

    assert (profile.text, profile.notices) == ("Closed the books.", ["hidden_text"])
    assert profile.provenance["text"].how == "read from the text of the file"


def test_a_text_in_another_encoding_needs_the_map_to_say_so(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes("Zoë closed the books".encode("cp1252"))

    assert faults(path) == [("cv.txt", "the byte 0xeb")]
    assert read(path, encoding="cp1252").profiles[0].text == "Zoë closed the books"


def hide_by_style(document: Any) -> None:
    style = document.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH)
    style.font.hidden = True
    based = document.styles.add_style("Below", WD_STYLE_TYPE.PARAGRAPH)
    based.base_style = style
    document.add_paragraph("Kubernetes", style="Below")


def hide_run(document: Any) -> None:
    document.add_paragraph().add_run("Kubernetes").font.hidden = True


def hide_white(document: Any) -> None:
    document.add_paragraph().add_run("Kubernetes").font.color.rgb = RGBColor(0xFE, 0xFE, 0xFE)


def hide_tiny(document: Any) -> None:
    document.add_paragraph().add_run("Kubernetes").font.size = Pt(1)


def hide_theme(document: Any) -> None:
    run = document.add_paragraph().add_run("Kubernetes")
    run._r.get_or_add_rPr().append(
        parse_xml(f'<w:color {nsdecls("w")} w:val="auto" w:themeColor="background1"/>')
    )


def hide_on_ground(document: Any) -> None:
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F3864"/>'))
    cell.paragraphs[0].add_run("Kubernetes").font.color.rgb = RGBColor(0x1F, 0x38, 0x64)


def hide_off_page(document: Any) -> None:
    document.add_paragraph()._p.append(
        parse_xml(
            f"<w:r {nsdecls('w', 'wp')}><w:drawing><wp:anchor><wp:positionH><wp:posOffset>-9000000</wp:posOffset>"
            "</wp:positionH><wp:extent cx='900000' cy='900000'/><w:txbxContent><w:p><w:r><w:t>Kubernetes</w:t></w:r>"
            "</w:p></w:txbxContent></wp:anchor></w:drawing></w:r>"
        )
    )


@pytest.mark.parametrize(
    "hide", [hide_run, hide_by_style, hide_white, hide_tiny, hide_theme, hide_on_ground, hide_off_page]
)
def test_runs_of_a_word_file_that_nobody_sees_are_left_out_and_marked(hide: Any, tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("Ran payroll for forty people")
        hide(document)

    profile = one(tmp_path, docx_bytes(fill), "cv.docx")

    assert (profile.text, profile.notices) == ("Ran payroll for forty people", ["hidden_text"])


def show_on_ground(document: Any) -> None:
    cell = document.add_table(1, 1).rows[0].cells[0]
    cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="1F3864"/>'))
    cell.paragraphs[0].add_run("Kubernetes").font.color.rgb = RGBColor(255, 255, 255)


def show_unhidden(document: Any) -> None:
    document.styles.add_style("Unseen", WD_STYLE_TYPE.PARAGRAPH).font.hidden = True
    document.add_paragraph(style="Unseen").add_run("Kubernetes").font.hidden = False


def show_in_control(document: Any) -> None:
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:hyperlink><w:r><w:t>Kubernetes</w:t></w:r></w:hyperlink>"
            "</w:p></w:sdtContent></w:sdt>"
        ),
    )


def show_in_box(document: Any) -> None:
    document.add_paragraph()._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:txbxContent><w:p><w:r><w:t>Kubernetes</w:t></w:r></w:p></w:txbxContent></w:r>"
        )
    )


@pytest.mark.parametrize("show", [show_on_ground, show_unhidden, show_in_control, show_in_box])
def test_words_of_a_word_file_are_read_wherever_they_stand(show: Any, tmp_path: Path) -> None:
    profile = one(tmp_path, docx_bytes(show), "cv.docx")

    assert profile.text == "Kubernetes"
    assert profile.notices == []
    assert profile.provenance["text"].how == "read from the text of the document"


def test_deleted_words_and_headers_of_a_word_file_are_left_out(tmp_path: Path) -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Ann Example, Main Street 1"
        document.add_paragraph("Ran payroll for forty people")._p.append(
            parse_xml(f"<w:del {nsdecls('w')}><w:r><w:t>Kubernetes</w:t></w:r></w:del>")
        )

    profile = one(tmp_path, docx_bytes(fill), "cv.docx")

    assert (profile.text, profile.notices) == ("Ran payroll for forty people", [])


@pytest.mark.slow
@pytest.mark.real_data
def test_real_cvs_in_pdf_are_read_with_nearly_all_words_of_their_published_text(candor_data: Path) -> None:
    from matching.sources.port import read_map
    from matching.sources.table import TableSource
    from tests.matching.test_sources import MAPS

    published = {
        profile.id: set(profile.text.lower().split())
        for profile in TableSource()
        .read(candor_data / "resumes/resumes.csv", read_map(MAPS / "resumes.yaml"))
        .profiles
    }

    batch = read(candor_data / "resumes/pdf")

    assert len(batch.profiles) == 48
    assert min(len(profile.text.split()) for profile in batch.profiles) >= 200
    assert [profile.id for profile in batch.profiles if profile.notices] == []
    both = {
        profile.id: published[number]
        for profile in batch.profiles
        if (number := profile.id.rpartition("-")[2]) in published
    }
    found = {profile.id: set(profile.text.lower().split()) for profile in batch.profiles}
    kept = [len(words & found[name]) / len(words) for name, words in both.items()]
    assert min(kept) > 0.99, sorted(kept)[:5]
