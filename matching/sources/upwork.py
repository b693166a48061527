"""Upwork: nodes of `freelancerProfileSearchRecords` and profile objects of its GraphQL API, as JSON or as a table.

A record may be a search node, a profile (`personalData`, `aggregates`, `employmentRecords`), both wrapped together, or a
row with such keys as its header. Rates are in US dollars, the currency Upwork bills in. Badges, job counts and hours
are remarks: read by people, never scored. An API client would give the same records to the same readings.
"""

from functools import partial

from matching.sources import readers
from matching.sources.common_keys import readings
from matching.sources.platforms import Platform, PlatformSource, Reading, with_own_keys

_OWN_KEYS = {
    "id": ("ciphertext", "profilekey"),
    "headline": ("title",),
    "summary": ("description", "overview"),
    "skills": ("skills", "specializedprofilesskills", "ontologyskills"),
    "experience": ("employmentrecords", "otherexperiences", "portfolio", "portfolioprojects", "project"),
    "education": ("educationrecords",),
    "certifications": ("certificates",),
    "hourly_rate": ("hourlyrate", "chargerate"),
    "country": ("countrydetails",),
    "available_from": ("availabilitydatetime",),
    "ratings.average": (
        "averagefeedback",
        "avgfeedbackscore",
        "adjustedfeedbackscore",
        "feedbackscore",
        "overallscore",
    ),
    "ratings.count": ("totalfeedback", "feedbackcount"),
    "job_success": ("jobsuccessscore", "jss"),
    "response_hours": ("committedresponsetime",),
    "remarks": ("topratedstatus", "topratedplusstatus", "toprated", "topratedplus", "vetted", "expertvetted"),
}
UPWORK = Platform(
    name="Upwork",
    readings=(
        *with_own_keys(readings(currency="USD"), _OWN_KEYS),
        Reading("experience", ("contracts",), partial(readers.jobs, titles_only=True), joins=True),
        Reading("remarks", ("totaljobs", "totaljobsworked"), readers.counted("jobs"), joins=True),
        Reading("remarks", ("totalhours", "totalhoursworked"), readers.counted("hours"), joins=True),
    ),
    holders=(
        "freelancerProfileSearchRecords",
        "freelancerProfileByProfileKey",
        "talentProfile",
        "talentProfileByProfileKey",
        "freelancers",
        "providers",
        "profiles",
        "results",
    ),
    wrappers=(
        "profile", "freelancerprofile", "searchrecord", "node", "personaldata", "identity", "aggregates",
        "profileaggregates", "stats", "rating", "freelancer", "user", "userdetails",
    ),
    people={"shortname": "display_name", "portraiturl": "portrait"},
    left_out=frozenset(
        {
            "city", "state", "zip", "street", "email", "phonenumber", "workphone", "nid", "rid",
            "lastactivedatetime", "lastactivitydatetime", "lastworkeddatetime", "lastworkedon", "lastapplicationdate",
            "totalhourlyjobs", "totalfixedjobs", "totalfixedpricejobs", "totalhoursactual", "billedcontracts",
            "hideearnings", "totalearnings", "totalrevenue", "recentearnings", "totalcharge", "userpreferences",
            "verifications", "linkedexternalaccountslist", "profilecompletenesssummary", "privatetalentcloud",
            "jobcategories", "profilestate", "currentcontracts", "activeinterviews", "cursor", "typename",
        }
    ),
)  # fmt: skip


class UpworkSource(PlatformSource):
    """Fulfils `port.Source` for Upwork's files."""

    def __init__(self) -> None:
        super().__init__(UPWORK)
