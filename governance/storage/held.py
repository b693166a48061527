"""Who and what is under a legal hold, as SQL that both engines take: asked by the database's guards and by commands alike.

One question for both, so that the database and the program never differ about whom a hold covers.
"""

# Each hold in force with the people it names: the person, whoever a list of the requisition speaks of, the engaged.
_NAMED = """SELECT h.id AS hold_id, h.placed_at AS since, h.subject_id AS person_id
    FROM legal_hold h WHERE h.lifted_at IS NULL AND h.subject_kind = 'person'
    UNION SELECT h.id, h.placed_at, p.person_id FROM legal_hold h
    JOIN shortlist s ON s.requisition_id = h.subject_id JOIN shortlist_part p ON p.shortlist_id = s.id
    WHERE h.lifted_at IS NULL AND h.subject_kind = 'requisition'
    UNION SELECT h.id, h.placed_at, e.person_id FROM legal_hold h JOIN engagement e ON e.id = h.subject_id
    WHERE h.lifted_at IS NULL AND h.subject_kind = 'engagement'"""


def _stood(link: str) -> str:
    """A link counts if it stood at any time while the hold did, or splitting somebody would set them free."""
    return f"({link}.ended_at IS NULL OR {link}.ended_at >= n.since)"


# Columns hold_id, person_id: everybody named, whom they count to, and everybody else who does.
HELD_PEOPLE = f"""SELECT n.hold_id, n.person_id FROM ({_NAMED}) n
    UNION SELECT n.hold_id, l.into_id FROM ({_NAMED}) n
    JOIN profile_link l ON l.person_id = n.person_id AND {_stood("l")}
    UNION SELECT n.hold_id, m.person_id FROM ({_NAMED}) n
    JOIN profile_link m ON m.into_id = n.person_id AND {_stood("m")}
    UNION SELECT n.hold_id, m.person_id FROM ({_NAMED}) n
    JOIN profile_link l ON l.person_id = n.person_id AND {_stood("l")}
    JOIN profile_link m ON m.into_id = l.into_id AND {_stood("m")}"""  # noqa: S608  # our own words

# Columns hold_id, requisition_id: the requisition itself, and the one an engagement belongs to.
HELD_REQUISITIONS = """SELECT h.id AS hold_id, h.subject_id AS requisition_id FROM legal_hold h
    WHERE h.lifted_at IS NULL AND h.subject_kind = 'requisition'
    UNION SELECT h.id, e.requisition_id FROM legal_hold h JOIN engagement e ON e.id = h.subject_id
    WHERE h.lifted_at IS NULL AND h.subject_kind = 'engagement'"""


def person_held(person: str) -> str:
    """A condition: some hold in force covers the person in that column."""
    return f"{person} IN (SELECT held.person_id FROM ({HELD_PEOPLE}) held)"  # noqa: S608  # our own words


def requisition_held(requisition: str) -> str:
    """A condition: some hold in force covers the requisition in that column."""
    return f"{requisition} IN (SELECT held.requisition_id FROM ({HELD_REQUISITIONS}) held)"  # noqa: S608  # our own words
