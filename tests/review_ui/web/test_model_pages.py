"""Models: what is shown of a bundle, and the button that only someone else can press."""

import hashlib
import json
from typing import Any

from governance import promotion
from review_ui.web.views.models import charts_of
from tests.review_ui.web.world import Site


def interval(mean: float) -> dict[str, float]:
    return {"mean": mean, "low": mean - 0.05, "high": mean + 0.05}


MANIFEST: dict[str, Any] = {
    "version": 1,
    "kind": "lambdamart",
    "basis": "simulated",
    "created_at": "2026-11-24T09:00:00Z",
    "encoder": None,
    "taxonomy": "starter",
    "data": {"roles": 120, "rows": 2_400},
    "gates": [
        {
            "name": "monotone",
            "label": "Better facts never lower a score",
            "figure": "0 of 10,000",
            "passed": True,
        }
    ],
    "metrics": {
        "roles": 40,
        "systems": {
            "candidate": {"ndcg@10": interval(0.81), "map": interval(0.6)},
            "champion": {"ndcg@10": interval(0.6), "map": interval(0.58)},
            "shuffle": {"ndcg@10": interval(0.41), "map": interval(0.3)},
        },
    },
}


def trained(site: Site, by: str = "dan") -> str:
    """A registered bundle with a manifest on disk, without the minutes of training."""
    content = json.dumps(MANIFEST).encode()
    name = hashlib.sha256(content).hexdigest()
    folder = site.workspace.bundles / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_bytes(content)
    (folder / "card.md").write_text("# Model card\n\nLearned in a simulation.\n\n- Made: today\n", "utf-8")
    with site.workspace.command(site.actor(by)) as work:
        promotion.register_bundle(work, name)
    return name


def test_the_card_shows_checks_figures_and_words(site: Site) -> None:
    name = trained(site)

    page = site.visitor("dan").get(f"/models/{name}").text

    assert "Better facts never lower a score" in page
    assert "0 of 10,000" in page
    assert "Orders people better than the model in service" in page
    assert "Learned in a simulation." in page
    assert "0.810" in page


def test_a_chart_claims_no_more_than_its_intervals(site: Site) -> None:
    findings = {chart.metric: chart.finding for chart in charts_of(MANIFEST)}

    assert findings["ndcg@10"] == "Orders people better than the model in service"
    assert findings["map"] == "Not told apart from the model in service on these roles"


def test_a_chart_starts_at_zero_and_keeps_every_interval_inside() -> None:
    chart = charts_of(MANIFEST)[0]

    assert chart.ticks[0] == (170.0, "0")
    assert chart.ticks[-1] == (620.0, "1")
    for row in chart.rows:
        assert 170 <= row.x_low < row.x < row.x_high <= 620
    assert [row.own for row in chart.rows] == [True, False, False]


def test_the_proposer_sees_why_they_cannot_approve_and_is_refused(site: Site) -> None:
    name, visitor = trained(site), site.visitor("dan")

    visitor.post(f"/models/{name}/propose", note="better on later roles")
    page = visitor.get(f"/models/{name}").text
    answer = visitor.post(f"/models/{name}/approve")

    assert "another person must answer" in page
    assert "Approve for service" not in page
    assert answer.status_code == 403
    with site.workspace.database.read() as session:
        assert promotion.champion(session) != name


def test_another_data_scientist_denies_with_a_reason(site: Site) -> None:
    name = trained(site)
    site.visitor("dan").post(f"/models/{name}/propose")

    visitor = site.visitor("dora")
    page = visitor.post(f"/models/{name}/deny", reason_code="evidence").text

    assert "Denied. It stays registered" in page
    assert "for you" not in visitor.get("/models").text


def test_a_proposed_model_waits_on_the_other_ones_home(site: Site) -> None:
    name = trained(site)
    site.visitor("dan").post(f"/models/{name}/propose")

    assert f'href="/models/{name}"' in site.visitor("dora").get("/").text
    assert f'href="/models/{name}"' not in site.visitor("dan").get("/").text


def test_a_hiring_manager_reads_no_models_and_procurement_presses_nothing(site: Site) -> None:
    name = trained(site)

    assert site.visitor("mona").get("/models").status_code == 403
    assert site.visitor("mona").get(f"/models/{name}").status_code == 403
    assert "button-main" not in site.visitor("paul").get(f"/models/{name}").text


def test_an_unknown_model_is_not_found(site: Site) -> None:
    assert site.visitor("dan").get("/models/ffff").status_code == 404
    assert site.visitor("dan").post("/models/ffffffff/approve").status_code == 404
