"""Toptal: tables (or JSON) of vetted talent: skills with years, an hourly or a weekly rate, a commitment.

Rates are in US dollars, which Toptal bills in; a full-time week is 40 hours and a part-time week 20, as Toptal defines
them. That somebody was vetted is a remark: read by people, never scored.
"""

from functools import partial

from matching.sources import readers
from matching.sources.common_keys import readings
from matching.sources.platforms import Platform, PlatformSource, Reading, with_own_keys

_OWN_KEYS = {
    "id": ("talentid", "toptalid", "talentslug"),
    "headline": ("talenttitle", "vertical", "specialization", "specialisation", "position"),
    "summary": ("bio", "profilesummary", "introduction", "profile"),
    "skills": ("skills", "mainskills", "primaryskills", "secondaryskills", "otherskills"),
    "hourly_rate": ("hourlyrate", "hourlyrateusd"),
    "hours_per_week": ("commitment", "engagementtype", "workload"),
    "url": ("resumeurl", "toptalurl"),
    "remarks": ("vetted", "vettedby", "screeningstatus", "toptalsince", "screened"),
}
TOPTAL = Platform(
    name="Toptal",
    readings=(
        *with_own_keys(readings(currency="USD"), _OWN_KEYS),
        Reading(
            "hourly_rate",
            ("weeklyrate", "fulltimerate", "fulltimeweeklyrate", "rateperweek", "rateweek"),
            partial(readers.money, currency="USD", per="week"),
        ),
    ),
    holders=("talents", "talent", "freelancers", "profiles", "results", "items"),
    wrappers=("talent", "profile", "person"),
    people={"talentname": "name", "profilephoto": "photo", "profileimage": "image"},
    left_out=frozenset({"city", "email", "phone", "membersince", "linkedin", "github", "company"}),
)


class ToptalSource(PlatformSource):
    """Fulfils `port.Source` for tables of Toptal talent."""

    def __init__(self) -> None:
        super().__init__(TOPTAL)
