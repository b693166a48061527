"""From records to who is one person: sure pairs are joined, doubtful ones put before a person, the rest left apart.

A join is refused where any two members of what would become one person contradict each other, or somebody has said
that they differ: then it is a doubt. Knows no record; `governance/people/same_person.py` keeps what is found here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from matching.identity.blocking import candidate_pairs
from matching.identity.evidence import Evidence, Population, compare, hopeless, judge
from matching.identity.names import forget
from matching.identity.records import IdentityRecord

# Goes up when keys, evidence or thresholds change: then everybody is looked at again, not only who is new.
RULES = 1


@dataclass(frozen=True, slots=True)
class Found:
    """Two records and what there is on them; `left` is the smaller id."""

    left: str
    right: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Resolution:
    """`same` in the order to be joined; `doubts` heaviest first, at most one between any two people."""

    same: tuple[Found, ...]
    doubts: tuple[Found, ...]
    compared: int
    left_out: int


def resolve(
    records: Sequence[IdentityRecord],
    *,
    joined: Mapping[str, str] | None = None,
    different: Collection[tuple[str, str]] = (),
    fresh: Collection[str] | None = None,
) -> Resolution:
    """Who is one person. `joined` maps ids to the person they count to already; `different` are pairs a person ruled out.

    With `fresh`, only pairs with one of these ids are compared; the rest stands as it is.
    """
    try:
        return _resolve(records, joined or {}, different, fresh)
    finally:
        forget()


def _resolve(
    records: Sequence[IdentityRecord],
    joined: Mapping[str, str],
    different: Collection[tuple[str, str]],
    fresh: Collection[str] | None,
) -> Resolution:
    population = Population(records)
    blocks = candidate_pairs(records, fresh=fresh)
    people = _People(records, joined, different, population)
    answers: dict[str, list[Found]] = {"same": [], "doubtful": [], "different": []}
    for i, j in blocks.pairs:
        left, right = sorted((records[i].id, records[j].id))
        if hopeless(records[i], records[j]) or people.one(left, right) or people.ruled_out(left, right):
            continue
        evidence = compare(records[i], records[j], population)
        answers[judge(evidence)].append(Found(left, right, evidence))
    same: list[Found] = []
    refused: list[Found] = []
    for found in sorted(answers["same"], key=_heaviest):
        if people.one(found.left, found.right):
            continue
        (same if people.join(found) else refused).append(found)
    return Resolution(
        tuple(same),
        tuple(_one_each(people, [*refused, *answers["doubtful"]])),
        len(blocks.pairs),
        blocks.left_out,
    )


class _People:
    """Who counts to whom so far."""

    def __init__(
        self,
        records: Sequence[IdentityRecord],
        joined: Mapping[str, str],
        different: Collection[tuple[str, str]],
        population: Population,
    ) -> None:
        self._records = {record.id: record for record in records}
        self._population = population
        self._different = {tuple(sorted(pair)) for pair in different}
        self._person = {record.id: joined.get(record.id, record.id) for record in records}
        self._members: dict[str, list[str]] = {}
        for member, person in self._person.items():
            self._members.setdefault(person, []).append(member)

    def of(self, member: str) -> str:
        return self._person[member]

    def one(self, left: str, right: str) -> bool:
        return self._person[left] == self._person[right]

    def ruled_out(self, left: str, right: str) -> bool:
        return (left, right) in self._different

    def join(self, found: Found) -> bool:
        """Make them one, unless a pair across the two contradicts."""
        keep, drop = sorted((self._person[found.left], self._person[found.right]))
        if not all(self._agree(a, b) for a in self._members[keep] for b in self._members[drop]):
            return False
        for member in self._members.pop(drop):
            self._person[member] = keep
            self._members[keep].append(member)
        return True

    def _agree(self, a: str, b: str) -> bool:
        if self.ruled_out(*sorted((a, b))):
            return False
        evidence = compare(self._records[a], self._records[b], self._population)
        return not evidence.vetoes and evidence.bits >= 0


def _one_each(people: _People, doubts: Iterable[Found]) -> Iterable[Found]:
    """The heaviest doubt between each two people, without those who are one by now."""
    seen: set[tuple[str, ...]] = set()
    for found in sorted(doubts, key=_heaviest):
        between = tuple(sorted((people.of(found.left), people.of(found.right))))
        if between[0] != between[1] and between not in seen:
            seen.add(between)
            yield found


def _heaviest(found: Found) -> tuple[float, str, str]:
    return -found.evidence.bits, found.left, found.right
