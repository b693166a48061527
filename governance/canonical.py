"""One byte form for every JSON value (RFC 8785), and the hashes taken over it.

Equal values give equal bytes on every machine, so a hash proves a value. Knows nothing of what the values
mean.
"""

import hashlib
import json
from typing import Any

import rfc8785

from matching.errors import InputError


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a JSON value; InputError for what has none (NaN, dates, integers past 2^53)."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise InputError(f"expected a JSON value, found one that has no canonical form: {error}") from error


def parse(form: bytes | str) -> Any:
    """The value of a canonical form, such that `canonical(parse(form)) == form`.

    RFC 8785 writes a large float without point or exponent; read back as an integer it would have no form.
    """
    return json.loads(
        form, parse_int=lambda digits: int(digits) if abs(int(digits)) < 2**53 else float(digits)
    )


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def commitment(salt: bytes, value: bytes) -> str:
    """SHA256(salt || value): binds to the value without telling it."""
    return sha256(salt + value)
