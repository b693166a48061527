"""Where a text names a skill, with the exact span, and whether it says the skill is lacking.

mentions        what is found: a skill or a phrase, its place, its surface, negated or not
surfaces        every name of every skill, keyed for one look-up a word
reading         one text as words, gaps and look-up results
linker          the pass over a text: longest match, versions, plurals, joined spellings
context         does an ambiguous name (`Go`, `R`, `Excel`) mean the skill here?
negation        does the clause say that it is lacking, or only wished for?
hedging         does the clause claim it with a reservation ("familiar with")?
semantic        every skill in order for a text, by names and by meaning; suggestions only
requirements    requirements as people write them, known to the taxonomy or not
"""

from features.linking.linker import SkillLinker
from features.linking.mentions import Mention, Span
from features.linking.requirements import PhraseMatcher, RequirementMatcher, link_phrase

__all__ = ["Mention", "PhraseMatcher", "RequirementMatcher", "SkillLinker", "Span", "link_phrase"]
