"""The declared features, one line each: group, unit, range, direction, stand-in when unknown, message.

The stand-in of a directed feature is no better than the lower quartile one meets in its good direction, so that
leaving a fact out cannot pay. Where a feature comes from is `featurizer.py`, its sentence `messages.py`. Why years,
response time and countries may count at all is said in `docs/reference/features.md`.
"""

from matching.feature_spec import FeatureSpec

SPECS: tuple[FeatureSpec, ...] = (
    FeatureSpec("must_met", "skills", "share", 0, 1, 1, 0, "skills.met", "asked skills shown or listed"),
    FeatureSpec(
        "must_shown", "skills", "share", 0, 1, 1, 0, "skills.shown", "asked skills shown in work described"
    ),
    FeatureSpec(
        "must_nearness", "skills", "cosine", 0, 1, 1, 0, "skills.near", "nearest words to each asked skill"
    ),
    FeatureSpec(
        "must_weakest",
        "skills",
        "cosine",
        0,
        1,
        1,
        0,
        "skills.weakest",
        "nearest words to the least covered skill",
    ),
    FeatureSpec(
        "must_words",
        "skills",
        "share",
        0,
        1,
        1,
        0,
        "skills.words",
        "words of the asked skills together in work described",
    ),
    FeatureSpec(
        "must_word_nearness",
        "skills",
        "cosine",
        0,
        1,
        1,
        0,
        "skills.near_words",
        "asked skills word by word in one passage, by their share of the request",
    ),
    FeatureSpec("nice_met", "skills", "share", 0, 1, 1, 0, "skills.nice", "welcome skills shown or listed"),
    FeatureSpec(
        "nice_shown",
        "skills",
        "share",
        0,
        1,
        1,
        0,
        "skills.nice_shown",
        "welcome skills shown in work described",
    ),
    FeatureSpec(
        "nice_nearness",
        "skills",
        "cosine",
        0,
        1,
        1,
        0,
        "skills.nice_near",
        "nearest words to each welcome skill",
    ),
    FeatureSpec(
        "nice_word_nearness",
        "skills",
        "cosine",
        0,
        1,
        1,
        0,
        "skills.nice_near_words",
        "welcome skills word by word in one passage, by their share of the request",
    ),
    FeatureSpec("request_words", "relevance", "share", 0, 1, 1, 0, "relevance.words", "words of the request"),
    FeatureSpec(
        "request_roots",
        "relevance",
        "share",
        0,
        1,
        1,
        0,
        "relevance.roots",
        "words of the request in any form",
    ),
    FeatureSpec(
        "request_nearness",
        "relevance",
        "cosine",
        0,
        1,
        1,
        0,
        "relevance.whole",
        "whole record against the request",
    ),
    FeatureSpec(
        "passage_nearness",
        "relevance",
        "cosine",
        0,
        1,
        1,
        0,
        "relevance.passage",
        "best passage against the work asked for",
    ),
    FeatureSpec(
        "deliverables_nearness",
        "relevance",
        "cosine",
        0,
        1,
        1,
        0,
        "relevance.deliverables",
        "best passage against the deliverables",
    ),
    FeatureSpec(
        "title_nearness", "domain", "cosine", 0, 1, 1, 0.2, "domain.title", "own title against the role's"
    ),
    FeatureSpec(
        "title_request",
        "domain",
        "cosine",
        0,
        1,
        1,
        0.2,
        "domain.request",
        "own title against the whole request",
    ),
    FeatureSpec(
        "title_in_work",
        "domain",
        "cosine",
        0,
        1,
        1,
        0,
        "domain.work",
        "work described against the role's title",
    ),
    FeatureSpec("years", "experience", "years", 0, 40, 1, 2, "experience.years", "years of work"),
    FeatureSpec(
        "years_short", "experience", "years", 0, 40, -1, 2, "experience.short", "years below those asked for"
    ),
    FeatureSpec(
        "level_gap", "experience", "level", 0, 1, -1, 0.5, "experience.level", "seniority against the role's"
    ),
    FeatureSpec(
        "certifications", "experience", "count", 0, 5, 1, 0, "experience.certificates", "certificates"
    ),
    FeatureSpec(
        "rating", "delivery", "stars", 0, 5, 1, 4.2, "delivery.rating", "ratings, shrunk by their count"
    ),
    FeatureSpec(
        "rating_count", "delivery", "count", 0, 10000, 1, 5, "delivery.count", "ratings behind the average"
    ),
    FeatureSpec(
        "job_success", "delivery", "per cent", 0, 100, 1, 85, "delivery.success", "contracts that ended well"
    ),
    FeatureSpec(
        "response_hours", "responsiveness", "hours", 0, 96, -1, 24, "responsiveness.hours", "hours to answer"
    ),
    FeatureSpec("rate_share", "price", "share of cap", 0, 2, -1, 0.95, "price.share", "rate against the cap"),
    FeatureSpec(
        "budget_share",
        "price",
        "share of budget",
        0,
        3,
        -1,
        0.95,
        "price.budget",
        "cost of the work against the budget",
    ),
    FeatureSpec("wait_days", "availability", "days", 0, 180, -1, 21, "availability.wait", "days until free"),
    FeatureSpec(
        "hours_cover",
        "availability",
        "share of asked",
        0,
        2,
        1,
        1,
        "availability.hours",
        "hours against those asked",
    ),
    FeatureSpec(
        "overlap_cover",
        "availability",
        "share of asked",
        0,
        1,
        1,
        0.5,
        "availability.overlap",
        "working hours shared against those asked",
    ),
    FeatureSpec("languages_met", "language", "share", 0, 1, 1, 0.5, "language.met", "asked languages spoken"),
    FeatureSpec(
        "age_days", "freshness", "days", 0, 1095, -1, 180, "freshness.age", "days since the record was seen"
    ),
)
