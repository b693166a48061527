"""Builds the demo workspace, stage by stage, each through the commands and services that people use.

    accounts -> people -> snapshot -> five managers' first month -> cases from before -> history -> training, two people
    -> five managers' second month -> cases of today

Knows nothing of pages. The marketplace is `models/simulation`, the cases are `story.py`, the clock is `pace.py`; a second build of the same
home only opens it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from models.simulation import Marketplace, simulate_marketplace
from models.simulation.parameters import FINGERPRINT
from review_ui.bootstrap import Workspace
from review_ui.demo import marker
from review_ui.demo.access import play_access
from review_ui.demo.accounts import (
    ADMINISTRATOR,
    DEMO_PASSWORD,
    DEMO_PEOPLE,
    SECOND_ADMINISTRATOR,
    open_accounts,
)
from review_ui.demo.imports import import_history, import_people
from review_ui.demo.lessons import learn
from review_ui.demo.pace import A_MONTH_LATER, StoryClock, on_story_time
from review_ui.demo.reviewers import end_first_work, play_first_reviews, play_reviewers
from review_ui.demo.safeguards import play_safeguards
from review_ui.demo.story import play_before, play_today
from review_ui.services import prepare_home, refresh_snapshot

STAGES = (
    "accounts",
    "people",
    "snapshot",
    "five managers' first month",
    "cases from before",
    "history",
    "training",
    "five managers' second month",
    "cases of today",
)
OVERALL = "building the demo"


class Progress(Protocol):
    """Told how far a stage is: `progress(done, total, "what")`."""

    def __call__(self, done: int, total: int, what: str = "", /) -> None: ...


@dataclass(frozen=True)
class DemoSummary:
    """What a home holds now. `built` is False when it was there already."""

    home: Path
    size: int
    seed: int
    built: bool
    asked: tuple[int, int]
    seconds: dict[str, float]

    def __str__(self) -> str:
        people = (ADMINISTRATOR, SECOND_ADMINISTRATOR, *DEMO_PEOPLE)
        width = max(len(person.name) for person in people)
        lines = [
            f"Demo workspace in {self.home}: {self.size:,} simulated people (seed {self.seed}). "
            "Every person, price and outcome is made up.",
            *(f"  {person.name:<{width}}  {person.display_name}, {person.does}" for person in people),
            f"The password of each is {DEMO_PASSWORD}.",
        ]
        if self.asked != (self.size, self.seed):
            size, seed = self.asked
            lines.append(f"It was there already; for {size:,} people with seed {seed} use another --home.")
        return "\n".join(lines)


def build_demo(
    workspace: Workspace, *, size: int = 2_000, seed: int = 7, progress: Progress | None = None
) -> DemoSummary:
    """Build the demo in the workspace's home, or open the one that is there. An interrupted build starts again."""
    found = marker.read_marker(workspace)
    if found is not None:
        return DemoSummary(workspace.home, found.size, found.seed, False, (size, seed), found.seconds)
    with on_story_time(workspace) as clock:
        market = simulate_marketplace(size, seed, workspace.linker.taxonomy, as_of=workspace.today())
        marker.begin(workspace)
        build = _Build(workspace, market, progress or _silent)
        build.run(clock)
    build.finish()
    return DemoSummary(workspace.home, size, seed, True, (size, seed), build.seconds)


def _silent(done: int, total: int, what: str = "") -> None:
    pass


class _Build:
    """One build: the stages in order, timed."""

    def __init__(self, workspace: Workspace, market: "Marketplace", progress: Progress) -> None:
        self._workspace = workspace
        self._market = market
        self._progress = progress
        self.seconds: dict[str, float] = {}

    def run(self, clock: StoryClock) -> None:
        """Every stage of the story, from months ago until today."""
        workspace, market = self._workspace, self._market
        with self._stage("accounts"):
            cast = open_accounts(workspace)
            prepare_home(workspace, cast["robin"])
        with self._stage("people"):
            import_people(workspace, cast, market)
        with self._stage("snapshot"):
            refresh_snapshot(workspace, cast["priya"], progress=self._told("reading and encoding people"))
        with self._stage("five managers' first month"):
            first = play_first_reviews(workspace, cast)
        clock.come_to(A_MONTH_LATER)
        with self._stage("cases from before"):
            end_first_work(first)
            play_before(workspace, cast)
        with self._stage("history"):
            import_history(workspace, cast, market)
        with self._stage("training"):
            learn(workspace, cast, self._told("learning from history"))
        with self._stage("five managers' second month"):
            play_reviewers(workspace, cast)
        clock.come_to_today()
        with self._stage("cases of today"):
            play_today(workspace, cast)
            play_safeguards(workspace, cast)
            play_access(workspace, cast)

    def finish(self) -> None:
        """Only now is it a demo."""
        marker.finish(self._workspace, self._marker())

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        self._progress(len(self.seconds), len(STAGES), OVERALL)
        yield
        self.seconds[name] = round(time.perf_counter() - started, 2)
        self._progress(len(self.seconds), len(STAGES), OVERALL)

    def _told(self, what: str) -> Callable[[int, int], None]:
        return lambda done, total: self._progress(done, total, what)

    def _marker(self) -> marker.DemoMarker:
        return marker.DemoMarker(
            size=len(self._market),
            seed=self._market.seed,
            password=DEMO_PASSWORD,
            fingerprint=FINGERPRINT,
            seconds=self.seconds,
        )
