"""Entity tags: which version of what an answer tells of, so that a change can name it (`If-Match`) and a reader ask for news alone.

A tag is what the address names, the version the rules compare, and a digest of the answer: `"R-1001/P-1001.3.9f86d081884c7d65"`.
`If-None-Match` asks for the same answer, to the byte. `If-Match` asks for the same version: what merely surrounds the thing,
such as a longer timeline, keeps nobody from changing it.
"""

import hashlib
import re
from collections.abc import Mapping

from fastapi import Request, Response

from matching.errors import Fault, InputError, Stale

_TAG = re.compile(r'"(?P<subject>[^"]{1,200})\.(?P<version>[0-9]{1,9})\.[0-9a-f]{16}"')


def tag_of(path_params: Mapping[str, str], version: int, body: bytes) -> str:
    return f'"{_subject(path_params)}.{version}.{hashlib.sha256(body).hexdigest()[:16]}"'


def expected_version(request: Request) -> int | None:
    """The version that `If-Match` names; None without one, or for `*`, which asks only that it is there."""
    sent = request.headers.get("if-match", "*").strip()
    if sent == "*":
        return None
    found = _TAG.fullmatch(sent)
    if found is None:
        fault = Fault("one entity tag as an answer gave it, or *", repr(sent[:80]), field="If-Match")
        raise InputError("If-Match cannot be read", faults=[fault], hint="send the ETag of what you read")
    if found["subject"] != _subject(request.path_params):
        raise Stale(
            f"expected an entity tag of {_subject(request.path_params)}, found one of {found['subject']}",
            hint="read what you want to change, and send the ETag of that answer",
        )
    return int(found["version"])


def with_tag(request: Request, response: Response, version: int) -> Response:
    """The answer with its tag; without its body where the reader has the same one already."""
    tag = tag_of(request.path_params, version, bytes(response.body))
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return response


def _subject(path_params: Mapping[str, str]) -> str:
    return "/".join(path_params.values())
