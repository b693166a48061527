"""One small and one ordinary marketplace, made once."""

from collections.abc import Mapping
from typing import Any

import pytest

from features.taxonomy import Taxonomy, load_starter
from models.simulation import Marketplace, simulate_marketplace

ROLES: tuple[Mapping[str, Any], ...] = (
    {"id": "backend", "title": "Backend engineer", "must_have": ["Python", "PostgreSQL", "REST APIs", "Docker"],
     "nice_to_have": ["Kubernetes"], "min_years": 4, "hours_per_week": 30, "duration_weeks": 12,
     "max_hourly_rate": {"amount": 80, "currency": "USD"}},
    {"id": "designer", "title": "UX designer", "must_have": ["Figma", "User research", "Prototyping"],
     "nice_to_have": ["Design systems"], "min_years": 3, "hours_per_week": 20,
     "max_hourly_rate": {"amount": 70, "currency": "USD"}},
    {"id": "accountant", "title": "Accountant", "must_have": ["Bookkeeping", "Accounts payable", "Month-end close"],
     "min_years": 3, "hours_per_week": 20, "max_hourly_rate": {"amount": 60, "currency": "USD"}},
)  # fmt: skip


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_starter()


@pytest.fixture(scope="session")
def market(taxonomy: Taxonomy) -> Marketplace:
    return simulate_marketplace(2_000, 7, taxonomy, templates=ROLES)


@pytest.fixture(scope="session")
def small(taxonomy: Taxonomy) -> Marketplace:
    return simulate_marketplace(60, 11, taxonomy, templates=ROLES)
