"""Answers to the questions of classification: independent work by default, or as high as it goes."""

from governance.classification.rules import RuleSet, load_rules
from governance.classification.scoring import Answer


def answers(rules: RuleSet | None = None, **choices: str) -> dict[str, Answer]:
    """The answer with the fewest points to every question but those named."""
    return {
        question.id: Answer(
            choices.get(question.id) or min(question.choices, key=lambda choice: choice.points).id,
            f"What was said of {question.id}.",
        )
        for question in (rules or load_rules()).questions
    }


def worst(rules: RuleSet | None = None) -> dict[str, str]:
    """The choice with the most points for every question."""
    return {
        question.id: max(question.choices, key=lambda choice: choice.points).id
        for question in (rules or load_rules()).questions
    }
