"""Oversight: how people decide beside the machine, from the record alone, by business unit.

    thresholds    every number that a figure or a notice hangs on
    facts         what was chosen, rated and decided, read from the record
    measures      the figures made of it: what each counts, and how sure it is
    withholding   which figures would speak of too few, and which totals would give those away
    attention     when a team's decisions are worth a second look
    report        all of it for one year, for whoever may see oversight
    by_reviewer   the same by reviewer: asked for by one, approved by another, for a time

Nothing here changes a case, and nothing names a reviewer but `by_reviewer`.
"""
