"""The demo's first training: one data scientist trains and proposes, another answers, going by the gates.

A bundle that misses a gate stays proposed: it is for whoever tries the demo to read the figures and say yes or no.
Until then the model that ships with the software goes on ranking.
"""

from collections.abc import Callable

from review_ui.bootstrap import Workspace
from review_ui.demo.accounts import Cast
from review_ui.learning import TrainingReport, approve_bundle, propose_bundle, train


def learn(workspace: Workspace, cast: Cast, progress: Callable[[int, int], None]) -> None:
    """Train on the simulated history, propose, and let the second data scientist answer."""
    report = train(workspace, cast["dana"], progress=progress)
    propose_bundle(workspace, cast["dana"], report.bundle_hash, note=_in_words(report))
    answer(workspace, cast, report)


def answer(workspace: Workspace, cast: Cast, report: TrainingReport) -> bool:
    """Approve a bundle that passed every gate; gives whether it now serves."""
    if not all(gate["passed"] for gate in report.gates):
        return False
    approve_bundle(
        workspace, cast["noor"], report.bundle_hash, note="Every gate passed; ten lists read by hand."
    )
    return True


def _in_words(report: TrainingReport) -> str:
    missed = [f"{gate['label']}: {gate['figure']}" for gate in report.gates if not gate["passed"]]
    first = "The first model that has seen our history."
    return f"{first} Not shown yet. {'; '.join(missed)}." if missed else f"{first} It passed every gate."
