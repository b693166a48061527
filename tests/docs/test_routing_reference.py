"""The page about routing says what the shipped policy says, rule by rule, and names every field of the intake."""

from pathlib import Path

from governance.intake import NAMES
from governance.routing.delegation import LONGEST_DAYS
from governance.routing.policy import Rule, Step, When, shipped

PAGE = Path(__file__).parents[2] / "docs/reference/routing.md"
LINES = PAGE.read_text(encoding="utf-8").splitlines()


def test_every_rule_has_its_row_and_no_row_lacks_a_rule() -> None:
    first = LINES.index("| rule | for | when | step |") + 2
    rows = LINES[first : LINES.index("", first)]

    assert rows == [row for rule in shipped().rules for row in rows_of(rule)]


def test_every_rule_of_the_blind_stage_has_its_row() -> None:
    first = LINES.index("| rule | when |") + 2
    rows = LINES[first : LINES.index("", first)]

    assert rows == [f"| `{rule.id}` | {said(rule.when)} |" for rule in shipped().blind]


def test_it_names_the_version_that_ships() -> None:
    assert any(f"version `{shipped().version}`" in line for line in LINES)


def test_every_field_of_the_intake_has_its_row() -> None:
    first = LINES.index("| field | what | taken from the role, if not given |") + 2
    fields = [line.split("`")[1] for line in LINES[first : LINES.index("", first)]]

    assert fields == list(NAMES)


def test_it_says_for_how_long_one_may_delegate() -> None:
    assert f"most {LONGEST_DAYS} days" in "\n".join(LINES)


def rows_of(rule: Rule) -> list[str]:
    return [
        f"| `{rule.id}` | {', '.join(rule.kinds)} | {said(rule.when)} | {step_said(step)} |"
        for step in rule.steps
    ]


def said(when: When) -> str:
    told = [
        f"budget above {', '.join(f'{figure:,} {code}' for code, figure in (when.budget_above or {}).items())}"
    ] * bool(when.budget_above)
    for name in ("risk", "security_class", "sensitive_data", "jurisdiction", "outside"):
        if values := getattr(when, name):
            told.append(f"{name.replace('_', ' ')} {', '.join(values)}")
    return "; ".join(told) or "always"


def step_said(step: Step) -> str:
    limit = ", within limit" if step.within_limit else ""
    return (
        f"stage {step.stage}: {' or '.join(step.roles)}{limit}, {step.due_days} days, then {step.escalate_to}"
    )
