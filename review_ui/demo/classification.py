"""What the demo's managers answer when their work is classified: one like a freelancer's, one much like a member of staff's."""

from governance.classification.scoring import Answer

INDEPENDENT = {
    "method": Answer("framed", "They get our test standards; how they reach them is up to them."),
    "hours_and_place": Answer("meetings", "One call on Tuesday. Otherwise whenever they like."),
    "substitute": Answer("consent", "A colleague may step in if we have met them."),
    "place_in_team": Answer("outside", "I am the one contact; they are in no plan of ours."),
    "tools": Answer("access", "Their laptop, our test system."),
    "other_clients": Answer("several", "They named two other clients."),
    "length": Answer("quarter", "Done before the release, in nine weeks."),
    "end": Answer("result", "It ends when the suite runs green."),
    "owed": Answer("result", "The suite and its documentation, accepted by me."),
    "payment": Answer("hourly", "By the hour, and they mend their own mistakes unpaid."),
}

LIKE_STAFF = {
    "method": Answer("directed", "The shift lead tells them what to take next."),
    "hours_and_place": Answer("fixed", "Our hours: nine to five, with the team."),
    "substitute": Answer("personal", "No, we trained this one person."),
    "place_in_team": Answer("inside", "They stand in the rota like everybody else."),
    "tools": Answer("ours", "Our laptop and our headset."),
    "other_clients": Answer("mainly_us", "Hardly anybody else, at full time."),
    "length": Answer("quarter", "Nine weeks, until it calms down."),
    "end": Answer("renewal", "Perhaps longer if it stays busy."),
    "owed": Answer("time", "Their time, as much as comes in."),
    "payment": Answer("hourly", "By the hour; bad work we simply do not count."),
}
