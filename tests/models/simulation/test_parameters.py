"""The frozen numbers and the page that freezes them."""

from pathlib import Path

from models.simulation.parameters import FINGERPRINT, PARAMETERS

PAGE = Path(__file__).parents[3] / "docs" / "decisions" / "simulated-marketplace.md"


def test_the_decision_page_names_the_parameters_in_use() -> None:
    assert f"`{FINGERPRINT}`" in PAGE.read_text("utf-8")


def test_the_platforms_share_all_people_between_them() -> None:
    assert abs(sum(platform.share for platform in PARAMETERS.platforms) - 1) < 1e-12
