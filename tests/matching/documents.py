"""Documents written by hand, small enough to know what a reader sees of them: PDF bytes and Word files."""

import io
import zlib
from typing import Any


def pdf(*pages: str, box: str = "0 0 300 300", crop: str = "", form: str = "", packed: bool = False) -> bytes:
    """A PDF whose pages are these programs; /F is Helvetica, /Clear paints see-through, /Form is a form of `form`."""
    count = len(pages)
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(count))
    resources = "<< /Font << /F 3 0 R >> /ExtGState << /Clear << /ca 0 >> >> /XObject << /Form 4 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _stream(
            form,
            "/Type /XObject /Subtype /Form /BBox [0 0 300 300] /Resources << /Font << /F 3 0 R >> >>",
        ),
    ]
    for i, program in enumerate(pages):
        cropped = f"/CropBox [{crop}]" if crop else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {cropped} /Resources {resources} "
            f"/Contents {6 + 2 * i} 0 R >>".encode()
        )
        objects.append(_stream(program, "", packed=packed))
    return _file(objects)


def words(text: str, *, x: float = 20, y: float = 200, size: float = 12, before: str = "") -> str:
    """A program that writes text at a place."""
    return f"BT {before} /F {size} Tf {x} {y} Td ({text}) Tj ET\n"


def encrypted_pdf() -> bytes:
    """A PDF whose trailer says that it is encrypted, with an empty user password refused."""
    plain = pdf(words("Secret"))
    encrypt = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> >>"
        b" /ID [<00> <00>] "
    )
    return plain.replace(b"/Root", encrypt + b"/Root")


def docx_bytes(fill: Any) -> bytes:
    """A Word file that `fill(document)` writes into."""
    import docx

    document = docx.Document()
    fill(document)
    stored = io.BytesIO()
    document.save(stored)
    return stored.getvalue()


def _stream(program: str, dictionary: str, *, packed: bool = False) -> bytes:
    data = zlib.compress(program.encode("latin-1")) if packed else program.encode("latin-1")
    packing = "/Filter /FlateDecode" if packed else ""
    head = f"<< {dictionary} {packing} /Length {len(data)} >>\nstream\n".encode()
    return head + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    )
