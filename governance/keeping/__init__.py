"""How long each kind of record is kept, and letting go of what is past it.

    schedule    what a retention schedule may say, and reading one with every fault at once
    due         finding the records of each kind that are past their time
    applying    the command that lets them go, held ones left out

The schedule that ships with the software is `data/2026-1.yaml`. What a licence says of profiles is `governance/retention.py`.
"""
