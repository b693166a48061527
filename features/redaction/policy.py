"""What an enterprise may choose about redaction; everything else is always blanked.

A pool says under which policy it was read, so that two pools are compared only where they were read alike.
"""

from dataclasses import dataclass

# Raised whenever a rule changes what is blanked.
RULES = 2


@dataclass(frozen=True, slots=True)
class RedactionPolicy:
    """`schools`: names of schools in running text are blanked (their kind stays: `University of`, `High School`)."""

    schools: bool = True

    @property
    def id(self) -> str:
        """The name under which snapshots and logs know this policy (`redaction-2`, `redaction-2-schools-kept`)."""
        return f"redaction-{RULES}" + ("" if self.schools else "-schools-kept")


DEFAULT_POLICY = RedactionPolicy()
