"""Every number that a figure or a notice of oversight hangs on, in one place."""

from datetime import timedelta

# A figure stands on at least so many cases and so many people's decisions, or it is withheld.
FEWEST_CASES = 5
FEWEST_REVIEWERS = 5

# A place beyond this one, or a weak fit, is an unlikely recommendation.
LIKELY_PLACES = 10
UNLIKELY_FIT = "weak"

# Longer between two decisions is a break and not a look at somebody.
LONGEST_PAUSE = timedelta(minutes=30)

# Worth a second look, over the last whole months: many decisions that follow the machine, made fast ...
ATTENTION_MONTHS = 3
ATTENTION_DECISIONS = 20
ATTENTION_FOLLOWING = 0.95
ATTENTION_SECONDS = 15
# ... or blind reviews in which everybody got the same mark.
ATTENTION_SAME_MARK = 0.8
FEWEST_MARKS = 3

# A view by reviewer ends by itself.
LONGEST_VIEW = timedelta(days=92)
