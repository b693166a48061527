"""Is this work a freelancer's at all? Questions about the working relationship, scored by rules that can be read.

It tells how likely and how grave it would be that the work counts as employment. It is not legal advice: where the
risk is high, a person in compliance decides.

    data/*.yaml     the rule sets, one file a version, kept for good
    rules           reads and checks them
    scoring         answers to scores, every point traceable to its answer
    commands        classify, clear, refuse; what an engagement must show
    record          what was answered and decided, for pages
"""
