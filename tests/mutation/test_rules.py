"""The mutation check reads the rules of the program as it is; what it finds by running is not asked here."""

import ast

from tests.mutation.rules import files_of_governance, rules_of


def test_every_rule_stands_in_a_function_or_is_a_guard_and_can_be_left_out() -> None:
    rules = [rule for path in files_of_governance() for rule in rules_of(path)]

    assert {rule.guard is None for rule in rules} == {True, False}
    for rule in rules:
        if rule.guard is None:
            assert rule.within, rule
            ast.parse(rule.without())
