"""How the work of a request was classified, in the words of the rules it was classified by."""

from dataclasses import dataclass

from governance.classification.rules import DIMENSIONS, Question, RuleSet, load_rules
from governance.reading import ClassificationRecord, RequisitionCase
from review_ui.web import words

# What a classification means for starting an engagement.
STANDINGS = {
    "none": "Not classified yet. No engagement starts before the work is.",
    "open": "It keeps no engagement from starting.",
    "waits": "No engagement starts until legal decides.",
    "refused": "Legal refused it. The work has to change: edit the request, and classify that.",
}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    asks: str
    says: str
    points: int
    quote: str | None
    basis: str


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """One dimension: its points out of the most there are, and the answers that make them."""

    label: str
    points: int
    most: int
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ClassificationView:
    """`record` is the one in force; `earlier` counts those that are void."""

    record: ClassificationRecord | None
    standing: str
    sentence: str
    dimensions: tuple[DimensionRow, ...]
    covers: str
    not_legal_advice: str
    earlier: int
    may_answer: bool
    may_decide: bool
    why_not: str | None

    @property
    def shown(self) -> bool:
        return self.record is not None or self.may_answer or self.earlier > 0


def classification_view(
    case: RequisitionCase, *, may_answer: bool, may_decide: bool, why_not: str | None
) -> ClassificationView:
    record = case.classification
    rules = load_rules(record.rules_version) if record else load_rules()
    standing = record.standing if record else "none"
    return ClassificationView(
        record=record,
        standing=standing,
        sentence=STANDINGS[standing],
        dimensions=dimension_rows(record, rules) if record else (),
        covers=_covers(record),
        not_legal_advice=rules.not_legal_advice,
        earlier=sum(one.voided_at is not None for one in case.classifications),
        may_answer=may_answer and (record is None or record.risk != "high"),
        may_decide=may_decide and standing == "waits",
        why_not=why_not,
    )


def dimension_rows(record: ClassificationRecord, rules: RuleSet) -> tuple[DimensionRow, ...]:
    given = {answer.question: answer for answer in record.answers}
    return tuple(
        DimensionRow(
            label=words.plain(dimension),
            points=record.dimensions[dimension],
            most=rules.most_points(dimension),
            answers=tuple(
                AnswerRow(
                    question.asks,
                    question.chosen(given[question.id].choice).says,
                    given[question.id].points,
                    given[question.id].quote,
                    question.basis,
                )
                for question in rules.of(dimension)
            ),
        )
        for dimension in DIMENSIONS
    )


def grouped(rules: RuleSet) -> tuple[tuple[str, tuple[Question, ...]], ...]:
    """The questions under their dimensions' names, for the form."""
    return tuple((words.plain(dimension), rules.of(dimension)) for dimension in DIMENSIONS)


def _covers(record: ClassificationRecord | None) -> str:
    if record is None:
        return ""
    return "any length" if record.up_to_weeks is None else f"up to {words.plural(record.up_to_weeks, 'week')}"
