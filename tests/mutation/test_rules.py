"""The mutation check reads the rules of the program as it is; what it finds by running is not asked here."""

import ast

from tests.mutation.behind import BEHIND
from tests.mutation.rules import files_of_governance, rules_of

RULES = [rule for path in files_of_governance() for rule in rules_of(path)]


def test_every_rule_stands_in_a_function_or_is_a_guard_and_can_be_left_out() -> None:
    for rule in RULES:
        if rule.guard is None:
            assert rule.within, rule
            ast.parse(rule.without())


def test_what_is_said_to_stand_behind_another_rule_is_a_rule() -> None:
    assert set(BEHIND) <= {rule.key for rule in RULES}
