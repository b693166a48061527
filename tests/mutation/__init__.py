"""Does a test fail when a rule is taken away? `python -m tests.mutation [PATH ...]` takes each away in turn and says.

`rules.py` says what a rule is, `recording.py` which tests reach it, `taking.py` takes it away, `running.py` runs tests in a fork,
`kept.py` lets an interrupted run go on. What survives is a rule that nothing holds in place, or one that another rule stands
behind; the two are told apart by reading. But for `test_rules.py`, nothing here is a test.
"""
