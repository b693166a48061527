"""The one place where things are plugged together: settings, record, taxonomy, encoder, featurizer, snapshot, model.

`open_workspace` costs nothing: each part is made when it is first asked for, and a home that does not exist yet is not
made by looking at it. What is done with the parts is `services.py`.
"""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matching.clock import Clock, system_clock
from matching.errors import Conflict, InputError, RunError
from review_ui.settings import Settings, read_settings

if TYPE_CHECKING:
    from features.caching import CachedEncoder
    from features.featurizer import RoleFeaturizer
    from features.linking import SkillLinker
    from features.redaction import RedactionPolicy
    from governance.access import Actor
    from governance.database import Database, UnitOfWork
    from matching.pipeline import Matcher
    from matching.pool import Pool
    from matching.ports import Ranker
    from matching.profiles import Profile

Progress = Callable[[int, int], None]

DATABASE, KEYS, SNAPSHOTS, BUNDLES, RUNS, VECTORS = (
    "candor.db",
    "keys",
    "snapshots",
    "bundles",
    "runs",
    "vectors",
)
CURRENT = "current"
STARTER = "starter"


class Workspace:
    """A home and everything that serves it. Safe to share between threads."""

    def __init__(self, home: Path, settings: Settings, clock: Clock) -> None:
        self.home = home
        self.settings = settings
        self.clock = clock
        self._lock = threading.RLock()
        self._serving: tuple[tuple[str, str], Matcher] | None = None

    @property
    def exists(self) -> bool:
        """Whether there is a record here already."""
        return self.settings.database is not None or (self.home / DATABASE).is_file()

    @property
    def bundles(self) -> Path:
        return self.home / BUNDLES

    @property
    def snapshots(self) -> Path:
        return self.home / SNAPSHOTS

    @property
    def database(self) -> "Database":
        """The record, made on first use."""
        with self._lock:
            return self._database

    @property
    def linker(self) -> "SkillLinker":
        with self._lock:
            return self._linker

    @property
    def encoder(self) -> "CachedEncoder | None":
        """Texts to vectors, cached in the home when there is one; None ranks by words alone."""
        with self._lock:
            return self._encoder

    @property
    def featurizer(self) -> "RoleFeaturizer":
        with self._lock:
            return self._featurizer

    @property
    def redaction(self) -> "RedactionPolicy":
        """What is blanked in the words that are ranked."""
        from features.redaction import RedactionPolicy

        return RedactionPolicy(schools=self.settings.schools != "kept")

    def today(self) -> date:
        return self.clock().date()

    def command(self, actor: "Actor") -> AbstractContextManager["UnitOfWork"]:
        """One transaction in this person's name, on this workspace's clock."""
        return self.database.command(actor, clock=self.clock)

    def snapshot_hash(self) -> str | None:
        """The snapshot in service, None before the first."""
        try:
            return (self.snapshots / CURRENT).read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def serve_snapshot(self, name: str) -> None:
        """Point every later ranking at a snapshot; readers see the old one or the new one, nothing between."""
        scratch = self.snapshots / f".{CURRENT}-{os.getpid()}-{threading.get_ident()}"
        scratch.write_text(name + "\n", encoding="ascii")
        scratch.replace(self.snapshots / CURRENT)

    def matcher(self) -> "Matcher":
        """The current snapshot with the approved model; replaced when either changes."""
        with self._lock:
            snapshot, bundle = self.snapshot_hash(), self.bundle_hash()
            if snapshot is None:
                raise Conflict(
                    "the pool of this workspace has nobody in it yet",
                    hint="candor import takes people in; candor rank --profiles FILE.jsonl needs no pool",
                )
            if self._serving is None or self._serving[0] != (snapshot, bundle):
                self._serving = ((snapshot, bundle), self.matcher_of(snapshot, bundle))
            return self._serving[1]

    def pool(self) -> "Pool":
        """The current snapshot alone, for what asks no model."""
        from matching.snapshot import open_snapshot

        with self._lock:
            snapshot = self.snapshot_hash()
            if snapshot is None:
                raise Conflict(
                    "the pool of this workspace has nobody in it yet", hint="candor import takes people in"
                )
            if self._serving is not None and self._serving[0][0] == snapshot:
                return self._serving[1].pool
            return open_snapshot(self.snapshots / snapshot)

    def matcher_of(self, snapshot: str, bundle: str) -> "Matcher":
        """Any snapshot with any bundle of this home, as they were frozen."""
        from matching.pipeline import Matcher
        from matching.snapshot import open_snapshot

        pool = open_snapshot(self.snapshots / snapshot)
        self._refuse_other_encoder(pool)
        self._refuse_other_taxonomy(pool)
        return Matcher(pool, RecordProfiles(self.database), self.featurizer, self.ranker(bundle))

    def headless_matcher(
        self, profiles: Sequence["Profile"], progress: Progress | None = None, *, taxonomy: str = STARTER
    ) -> "Matcher":
        """A pool in memory with the built-in model; needs no home and writes to none but the vector cache."""
        from features.indexing import build_pool
        from matching.pipeline import Matcher
        from models.bundle import built_in

        featurizer = self.featurizer_of(taxonomy)
        about = {} if taxonomy == STARTER else {"taxonomy_name": taxonomy}
        pool = build_pool(
            profiles,
            linker=featurizer.linker,
            encoder=self.encoder,
            policy=self.redaction,
            progress=progress,
            about=about,
        )
        return Matcher(pool, HeldProfiles(profiles), featurizer, built_in())

    def featurizer_of(self, taxonomy: str) -> "RoleFeaturizer":
        """Compares by the starter taxonomy, or by one that was imported into this home."""
        if taxonomy == STARTER:
            return self.featurizer
        from features.featurizer import RoleFeaturizer
        from features.linking import SkillLinker
        from features.taxonomies.store import current_catalogue, open_catalogue

        catalogue = open_catalogue(current_catalogue(self.home, taxonomy))
        return RoleFeaturizer(SkillLinker(catalogue.taxonomy), self.encoder)

    def bundle_hash(self) -> str:
        """The approved bundle, else the built-in one."""
        from governance.promotion import champion
        from models.bundle import built_in_hash

        with self.database.read() as session:
            return champion(session) or built_in_hash()

    def ranker(self, bundle: str) -> "Ranker":
        """A bundle by its hash; its approval's signature is checked unless it ships with the software."""
        from governance.promotion import champion, verify_signature
        from models.bundle import built_in, built_in_hash, load_bundle

        if bundle == built_in_hash():
            return built_in()
        folder = self.bundles / bundle
        with self.database.read() as session:
            serving = champion(session) == bundle
        if serving and not verify_signature(self.database, bundle, folder):
            raise RunError(
                f"expected the bundle {bundle[:12]} signed as it was approved, found it changed or unsigned in {folder}",
                hint="propose it again and let somebody else approve it",
            )
        return load_bundle(folder, encoder=self.encoder.name if self.encoder else None)

    def close(self) -> None:
        with self._lock:
            opened = self.__dict__.pop("_database", None)
            self._serving = None
        if opened is not None:
            opened.close()

    @cached_property
    def _database(self) -> "Database":
        from governance.database import open_database

        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        where = self.settings.database or self.home / DATABASE
        return open_database(where, key_dir=self.home / KEYS, clock=self.clock)

    @cached_property
    def _linker(self) -> "SkillLinker":
        from features.linking import SkillLinker
        from features.taxonomy import load_starter

        return SkillLinker(load_starter())

    @cached_property
    def _encoder(self) -> "CachedEncoder | None":
        from features.caching import CachedEncoder
        from features.encoding import SentenceEncoder, default_encoder

        writable = self.home.is_dir() and os.access(self.home, os.W_OK)
        cache = self.home / VECTORS if writable else None
        chosen = self.settings.encoder
        if chosen == "none":
            return None
        if chosen:
            return CachedEncoder(SentenceEncoder(chosen, name=chosen), cache)
        return default_encoder(cache)

    @cached_property
    def _featurizer(self) -> "RoleFeaturizer":
        from features.featurizer import RoleFeaturizer

        return RoleFeaturizer(self.linker, self.encoder)

    def _refuse_other_encoder(self, pool: "Pool") -> None:
        here = self.encoder.name if self.encoder else None
        if pool.about.get("encoder") != here:
            raise Conflict(
                f"expected a snapshot made with the encoder in use ({here}), found one made with {pool.about.get('encoder')}",
                hint="import again to make a new snapshot, or set CANDOR_ENCODER to the old one",
            )

    def _refuse_other_taxonomy(self, pool: "Pool") -> None:
        """A snapshot counts skills by column, so that another version would read one skill for another."""
        here, there = self.linker.taxonomy.version, pool.about.get("taxonomy")
        if there != here:
            raise Conflict(
                f"expected a snapshot made with the taxonomy of this release ({here[:12]}), found one made with {str(there)[:12]}",
                hint="import again to make a new snapshot",
            )


class HeldProfiles:
    """Fulfils `ports.ProfileReader` from memory."""

    def __init__(self, profiles: Sequence["Profile"]) -> None:
        self._profiles = {profile.id: profile for profile in profiles}

    def read(self, ids: Sequence[str]) -> dict[str, "Profile"]:
        return {person: self._profiles[person] for person in ids if person in self._profiles}


class RecordProfiles:
    """Fulfils `ports.ProfileReader` from the record, so that an erased person is absent at once."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    def read(self, ids: Sequence[str]) -> dict[str, "Profile"]:
        from governance.people.licences import terms_of
        from governance.people.profiles import read_profiles
        from matching.profiles import Profile

        found: dict[str, Any] = read_profiles(self._database, ids)
        with self._database.read() as session:
            terms = terms_of(session, found)
        return {
            # Under the id asked for, which may have been joined to another since.
            person: Profile.model_validate({**document, "id": person}).under(terms[person])
            for person, document in found.items()
        }


def open_workspace(home: Path, clock: Clock = system_clock) -> Workspace:
    """A workspace over a home, which need not exist yet."""
    if home.exists() and not home.is_dir():
        raise InputError(
            f"expected a folder for the home, found a file: {home}", hint="name a folder with --home"
        )
    return Workspace(home, read_settings(home), clock)
