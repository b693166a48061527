"""The few settings there are: environment variables first, then `config.yaml` in the home, then defaults.

    encoder              CANDOR_ENCODER              a sentence-transformers model by name or path; `none` ranks by words alone
    schools              CANDOR_SCHOOLS              names of schools in what is ranked: `blanked`, the default, or `kept`
    database             CANDOR_DATABASE             a database URL; by default SQLite in the home
    oidc_issuer          CANDOR_OIDC_ISSUER          the identity provider people sign in with; without it there is none
    oidc_client_id       CANDOR_OIDC_CLIENT_ID       as it knows this installation
    oidc_redirect        CANDOR_OIDC_REDIRECT        the address it sends people back to, ending in /sign-on/return
    oidc_secret_file     CANDOR_OIDC_SECRET_FILE     a file with the client secret; or CANDOR_OIDC_SECRET, never config.yaml
    oidc_groups_claim    CANDOR_OIDC_GROUPS_CLAIM    where the id token names groups; by default `groups`
    oidc_name            CANDOR_OIDC_NAME            what the log-in page calls it; by default the issuer's host

Read once, by `bootstrap.py`; nothing else looks at the environment for a setting.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from matching.errors import Fault, InputError

CONFIG = "config.yaml"
SCHOOLS = ("blanked", "kept")


@dataclass(frozen=True, slots=True)
class Settings:
    """None means the default."""

    encoder: str | None = None
    schools: str | None = None
    database: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_redirect: str | None = None
    oidc_secret_file: str | None = None
    oidc_secret: str | None = field(default=None, repr=False)
    oidc_groups_claim: str | None = None
    oidc_name: str | None = None


def read_settings(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings for a home; raises InputError with every fault of its `config.yaml`, or for a value that is none."""
    path = home / CONFIG
    written = _written(path) if path.is_file() else {}
    values = {
        item.name: environment.get(f"CANDOR_{item.name.upper()}") or written.get(item.name)
        for item in fields(Settings)
    }
    if values["schools"] not in (None, *SCHOOLS):
        raise InputError(
            f"expected {' or '.join(SCHOOLS)} for schools (CANDOR_SCHOOLS), found {values['schools']!r}",
            hint="leave it out to blank the names of schools",
        )
    return Settings(**values)


def _written(path: Path) -> dict[str, str]:
    from matching.files import read_mapping

    found = read_mapping(path, "settings")
    known = {item.name for item in fields(Settings)} - {"oidc_secret"}
    faults = [
        Fault(f"one of {', '.join(sorted(known))}", repr(key), str(path)) for key in found if key not in known
    ]
    faults += [
        Fault("text", repr(value), str(path), field=key)
        for key, value in found.items()
        if key in known and not isinstance(value, str)
    ]
    if faults:
        raise InputError(
            f"the settings in {path} cannot be used", faults=faults, hint="correct or remove them"
        )
    return found
