"""What an enterprise may choose about redaction; everything else is always blanked.

A pool says under which policy it was read, so that two pools are compared only where they were read alike.
"""

from dataclasses import dataclass

from matching.pool import Pool

# Raised whenever a rule changes what is blanked.
RULES = 2
_SCHOOLS_KEPT = "-schools-kept"


@dataclass(frozen=True, slots=True)
class RedactionPolicy:
    """`schools`: names of schools in running text are blanked (their kind stays: `University of`, `High School`)."""

    schools: bool = True

    @property
    def id(self) -> str:
        """The name under which snapshots and logs know this policy (`redaction-2`, `redaction-2-schools-kept`)."""
        return f"redaction-{RULES}" + ("" if self.schools else _SCHOOLS_KEPT)


DEFAULT_POLICY = RedactionPolicy()


def policy_of(pool: Pool) -> RedactionPolicy:
    """The policy under which the people of a pool were read: whoever is read beside them is read alike."""
    return RedactionPolicy(schools=not str(pool.about.get("redaction", "")).endswith(_SCHOOLS_KEPT))
