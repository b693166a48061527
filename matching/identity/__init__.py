"""Are these two source profiles the same person? Evidence in named parts, and one of three answers.

    names, employers -> records     what a profile states, made small and comparable
    records -> blocking             which pairs are worth comparing at all
    records -> evidence             what speaks for and against one pair, in bits
    blocking, evidence -> resolving who is joined, who is put before a person
    composing                       one profile of several, each field with where it comes from

Pure: knows no record and no account. The one place that reads names; nothing here may be read by what scores.
"""

from matching.identity.composing import Stated, compose
from matching.identity.evidence import DOUBT, SURE, Evidence, Part, Population, compare, judge
from matching.identity.records import IdentityRecord, Job, identity_record
from matching.identity.resolving import RULES, Found, Resolution, resolve
from matching.identity.words import in_words

__all__ = [
    "DOUBT",
    "RULES",
    "SURE",
    "Evidence",
    "Found",
    "IdentityRecord",
    "Job",
    "Part",
    "Population",
    "Resolution",
    "Stated",
    "compare",
    "compose",
    "identity_record",
    "in_words",
    "judge",
    "resolve",
]
