"""Keys and headers that platforms share, and how the values under them are read. Each adapter puts its own before these.

A header is compared by its letters and digits: `Hourly Rate (USD)`, `hourly_rate` and `hourlyRate` are one key.
"""

from functools import partial

from matching.sources import readers
from matching.sources.platforms import Reading
from matching.sources.readers import cell_reader


def readings(*, currency: str | None) -> tuple[Reading, ...]:
    """The general readings; `currency` is what the platform bills in, None where that depends on who looks."""
    money = partial(readers.money, currency=currency)
    return (
        Reading("id", ("id", "profileid", "freelancerid", "userid", "username", "uid", "slug"), readers.text),
        Reading("id", ("profileurl", "url", "profilelink", "link"), readers.last_step),
        Reading("headline", ("title", "headline", "professionaltitle", "jobtitle", "role", "tagline"), readers.text),
        Reading("summary", ("description", "overview", "summary", "bio", "about", "aboutme"), readers.text),
        Reading("skills", ("skills", "skill", "skillset", "topskills", "expertise", "technologies", "tags"),
                readers.skills, joins=True),
        Reading("experience", ("experience", "workexperience", "employment", "employmenthistory", "workhistory",
                               "projects", "portfolio"), readers.jobs, joins=True),
        Reading("education", ("education", "educationrecords", "educations"), readers.educations),
        Reading("certifications", ("certifications", "certificates", "certification"), readers.certifications),
        Reading("languages", ("languages", "language", "spokenlanguages"), readers.languages),
        Reading("hourly_rate", ("hourlyrate", "rate", "rateperhour", "hourlyprice", "hourly"), money),
        Reading("country", ("countrycode", "country", "countryname", "location", "locationcountry", "address",
                            "from", "basedin"), readers.country),
        Reading("timezone", ("timezone", "tz", "location", "address"), readers.timezone),
        Reading("hours_per_week", ("hoursperweek", "weeklyhours", "hoursweek", "capacity", "commitment",
                                   "availability"), readers.hours_per_week),
        Reading("available_from", ("availablefrom", "availabilitydate", "nextavailable", "startdate", "availability"),
                readers.available_from),
        Reading("ratings.average", ("averagerating", "avgrating", "rating", "stars", "overallrating", "reviewscore"),
                cell_reader("stars")),
        Reading("ratings.count", ("ratingcount", "ratingscount", "reviewcount", "reviewscount", "numberofreviews",
                                  "numreviews", "totalreviews", "reviews", "ratings"), cell_reader("count")),
        Reading("ratings.count", ("averagerating", "avgrating", "rating", "stars", "overallrating"),
                readers.count_beside),
        Reading("job_success", ("jobsuccess", "jobsuccessscore", "successscore", "successrate", "completionrate",
                                "ordercompletion"), readers.share_or_percent),
        Reading("response_hours", ("responsetime", "avgresponsetime", "averageresponsetime", "responsehours",
                                   "avgresponse", "response"), readers.response_hours),
        Reading("text", ("yearsofexperience", "experienceyears", "totalexperience", "yearsexperience", "experience"),
                readers.years_in_words),
        Reading("url", ("profileurl", "url", "link", "profilelink"), readers.text),
        Reading("as_of", ("asof", "fetchedat", "scrapedat", "retrievedat", "exportedat", "exporteddate", "analyzedat",
                          "lastupdated", "updatedat"), readers.day),
        Reading("remarks", ("badges", "badge", "level", "status"), readers.remarks, joins=True),
    )  # fmt: skip
