"""Twelve freelancers written by hand: what pages and the browser walk are tried on. Small enough to know by heart."""

from typing import Any

NAMES = (
    "Amara Okafor", "Jonas Lindqvist", "Wei-Ling Tan", "Ines Carvalho", "Tomasz Wójcik", "Priya Raman",
    "Maximiliane Theodora Freifrau von Hohenstein-Waldburg-Zeil zu Trauchburg",
    "יעל ברק", "Kofi Mensah", "Lucía Fernández", "Dmitri Volkov", "Grace <script>alert(1)</script> Hopper",
)  # fmt: skip


def freelancers() -> list[dict[str, Any]]:
    return [
        {**person, "id": f"fl-{n}", "name": name, "sex": "F" if n % 2 else "M"}
        for n, (person, name) in enumerate(zip(_PEOPLE, NAMES, strict=True), start=1)
    ]


def _work(title: str, start: str, end: str | None, description: str) -> dict[str, Any]:
    return {"title": title, "start": start, "end": end, "description": description}


def _usd(amount: float) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


_PEOPLE: tuple[dict[str, Any], ...] = (
    {
        "headline": "Backend engineer for payment systems",
        "summary": "Eight years building Python services for card issuers and acquirers.",
        "experience": [
            _work("Senior backend engineer", "2020-02", "2025-06",
                  "Built and ran Python services for card authorisation. Wrote the public API in FastAPI and kept it "
                  "backward compatible for three years. Cut p99 latency from 900 to 120 ms on PostgreSQL by rewriting "
                  "the ledger queries and adding partial indexes."),
            _work("Backend engineer", "2017-01", "2020-01",
                  "Maintained settlement jobs in Python; moved nightly batches from cron to queues. Deployed on Docker Swarm."),
        ],
        "skills": ["Python", "PostgreSQL", "FastAPI", "Redis"],
        "hourly_rate": _usd(80), "country": "NG", "work_countries": ["NG", "GB"], "available_from": "2026-12-01",
        "hours_per_week": 35, "ratings": {"average": 4.9, "count": 31}, "job_success": 96, "response_hours": 3,
        "languages": ["en"], "platform": "Upwork", "as_of": "2026-11-20",
    },
    {
        "headline": "Python and Kubernetes engineer",
        "summary": "I run services other people depend on.",
        "experience": [
            _work("Platform engineer", "2019-05", None,
                  "Operated forty Python services on Kubernetes; wrote Helm charts and the on-call runbooks. "
                  "Migrated two teams from MySQL to PostgreSQL without an outage."),
        ],
        "skills": ["Python", "Kubernetes", "PostgreSQL", "Terraform"],
        "hourly_rate": _usd(88), "country": "SE", "available_from": "2026-11-01", "hours_per_week": 40,
        "ratings": {"average": 4.7, "count": 12}, "job_success": 91, "response_hours": 19, "languages": ["sv", "en"],
        "platform": "Toptal", "as_of": "2026-11-12",
    },
    {
        "headline": "API developer",
        "summary": "REST and GraphQL interfaces for fintech start-ups.",
        "experience": [
            _work("API developer", "2021-03", "2026-09",
                  "Designed REST interfaces in FastAPI and Django for a lending platform; wrote the OpenAPI descriptions "
                  "and the contract tests. Data lived in PostgreSQL."),
        ],
        "skills": ["FastAPI", "Django", "Python", "GraphQL"],
        "hourly_rate": _usd(64), "country": "SG", "available_from": "2027-01-10", "hours_per_week": 30,
        "ratings": {"average": 4.8, "count": 8}, "job_success": 88, "response_hours": 6, "languages": ["en", "zh"],
        "platform": "Upwork", "as_of": "2026-11-18",
    },
    {
        "headline": "Full-stack developer",
        "summary": "Web shops from database to button.",
        "experience": [
            _work("Full-stack developer", "2018-01", "2024-12", "Built web shops with Node.js and React, PostgreSQL behind them."),
        ],
        "skills": ["JavaScript", "React", "Node.js", "PostgreSQL", "Python"],
        "hourly_rate": _usd(55), "country": "PT", "hours_per_week": 40, "ratings": {"average": 4.6, "count": 54},
        "job_success": 93, "response_hours": 2, "languages": ["pt", "en"], "platform": "Fiverr", "as_of": "2026-10-02",
    },
    {
        "headline": "Data engineer",
        "summary": "Pipelines that are still right on Monday.",
        "experience": [
            _work("Data engineer", "2016-06", None,
                  "Wrote Python pipelines with Airflow; tuned PostgreSQL and moved reporting to BigQuery."),
        ],
        "skills": ["Python", "Airflow", "SQL", "PostgreSQL"],
        "hourly_rate": {"amount": 70, "currency": "EUR"}, "country": "PL", "available_from": "2026-11-24",
        "hours_per_week": 40, "languages": ["pl", "en"], "platform": "Direct", "as_of": "2026-11-01",
    },
    {
        "headline": "Backend engineer",
        "summary": "Python, FastAPI, PostgreSQL.",
        "experience": [],
        "skills": ["Python", "FastAPI", "PostgreSQL", "Kubernetes"],
        "hourly_rate": _usd(45), "country": "IN", "available_from": "2026-11-15", "hours_per_week": 40,
        "ratings": {"average": 4.2, "count": 3}, "languages": ["en"], "platform": "Fiverr", "as_of": "2026-11-19",
    },
    {
        "headline": "Freelance consultant for payment architecture",
        "summary": "Twenty years between banks and the people who write their software.",
        "experience": [
            _work("Payment architect", "2008", None,
                  "Specified card and instant payment systems for four banks; reviewed Python and Java code of suppliers."),
        ],
        "skills": ["Payments", "Architecture", "Java"],
        "hourly_rate": _usd(140), "country": "DE", "hours_per_week": 16, "languages": ["de", "en"],
        "platform": "Direct", "as_of": "2026-09-14",
    },
    {
        "headline": "Python developer",
        "summary": "Services and tests, in that order and the other way round.",
        "experience": [_work("Python developer", "2022-01", None, "Python services with Flask; unit and contract tests with pytest.")],
        "skills": ["Python", "Flask", "pytest"],
        "hourly_rate": _usd(60), "country": "IL", "hours_per_week": 30, "languages": ["he", "en"],
        "platform": "Upwork", "as_of": "2026-11-10",
    },
    {
        "headline": "DevOps engineer",
        "summary": "Kubernetes clusters, kept boring.",
        "experience": [_work("DevOps engineer", "2019-01", None, "Ran Kubernetes clusters for a telecom; scripted everything in Python.")],
        "skills": ["Kubernetes", "Docker", "Python"],
        "hourly_rate": _usd(72), "country": "GH", "available_from": "2026-12-15", "hours_per_week": 40,
        "ratings": {"average": 4.9, "count": 17}, "job_success": 98, "response_hours": 1, "languages": ["en"],
        "platform": "Toptal", "as_of": "2026-11-21",
    },
    {
        "headline": "Graphic designer",
        "summary": "Brand identities and packaging.",
        "experience": [_work("Designer", "2015", None, "Designed packaging and brand identities in Illustrator.")],
        "skills": ["Illustrator", "Branding"],
        "hourly_rate": _usd(50), "country": "ES", "hours_per_week": 30, "languages": ["es", "en"],
        "platform": "Fiverr", "as_of": "2026-11-05",
    },
    {
        "headline": "Database administrator",
        "summary": "PostgreSQL since version 8.",
        "experience": [_work("DBA", "2007", None, "Administered PostgreSQL clusters, replication and backups for an insurer.")],
        "skills": ["PostgreSQL", "SQL", "Linux"],
        "hourly_rate": _usd(95), "country": "RS", "hours_per_week": 20, "languages": ["en"],
        "platform": "Direct", "as_of": "2026-11-11",
    },
    {
        "headline": "Python engineer <img src=x onerror=alert(1)>",
        "summary": "Built Python services <b>fast</b>. \"Quoted\" & 'apostrophes' and <script>alert('x')</script> all over PostgreSQL.",
        "experience": [],
        "skills": ["Python", "PostgreSQL"],
        "hourly_rate": _usd(66), "country": "US", "hours_per_week": 40, "languages": ["en"],
        "platform": "Upwork", "as_of": "2026-11-08",
    },
)  # fmt: skip
