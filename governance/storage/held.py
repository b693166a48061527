"""Who and what is under a legal hold, as SQL that both engines take, asked from either end.

`HELD_PEOPLE` goes from the holds to everybody they cover, for commands; `person_held` goes from one person to the holds, for the
database's guards, which ask it of every row. A test holds the two to the same answer.
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
    """A condition: some hold in force covers the person in that column. Told at once where there is no hold at all."""
    counts_to = f"l.person_id = {person} AND {_names('l.into_id', 'l')}"
    counted = f"l.into_id = {person} AND {_names('l.person_id', 'l')}"
    beside = f"l.person_id = {person} AND {_names('m.person_id', 'l', 'm')}"
    return f"""(EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_at IS NULL) AND ({_names(person)}
    OR EXISTS (SELECT 1 FROM profile_link l WHERE {counts_to})
    OR EXISTS (SELECT 1 FROM profile_link l WHERE {counted})
    OR EXISTS (SELECT 1 FROM profile_link l JOIN profile_link m ON m.into_id = l.into_id WHERE {beside})))"""  # noqa: S608  # our own words


def requisition_held(requisition: str) -> str:
    """A condition: some hold in force covers the requisition in that column."""
    return f"{requisition} IN (SELECT held.requisition_id FROM ({HELD_REQUISITIONS}) held)"  # noqa: S608  # our own words


def _names(person: str, *links: str) -> str:
    """A condition: a hold in force names that person, and the links stood at some time while it did."""
    stood = "".join(f" AND ({link}.ended_at IS NULL OR {link}.ended_at >= h.placed_at)" for link in links)
    return f"""EXISTS (SELECT 1 FROM legal_hold h WHERE h.lifted_at IS NULL{stood} AND (
    (h.subject_kind = 'person' AND h.subject_id = {person})
    OR (h.subject_kind = 'requisition' AND EXISTS (SELECT 1 FROM shortlist_part p
        JOIN shortlist s ON s.id = p.shortlist_id WHERE p.person_id = {person} AND s.requisition_id = h.subject_id))
    OR (h.subject_kind = 'engagement' AND EXISTS (SELECT 1 FROM engagement e
        WHERE e.id = h.subject_id AND e.person_id = {person}))))"""  # noqa: S608  # our own words
