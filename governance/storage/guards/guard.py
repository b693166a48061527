"""A rule the database keeps by itself, as data, and the few words its conditions are made of."""

from dataclasses import dataclass
from typing import Literal

PREFIX = "guard: "
Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Guard:
    """Before `event` on `table`: when `forbidden` holds, the statement fails with `message`. Plain SQL, both engines."""

    name: str
    table: str
    event: Event
    message: str
    forbidden: str = "TRUE"

    def statements(self, dialect: str) -> tuple[str, ...]:
        return (self._sqlite(),) if dialect == "sqlite" else self._postgresql()

    @property
    def _words(self) -> str:
        return f"{PREFIX}{self.message}".replace("'", "''")

    def _sqlite(self) -> str:
        return (
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} WHEN {self.forbidden} "
            f"BEGIN SELECT RAISE(ABORT, '{self._words}'); END"
        )

    def _postgresql(self) -> tuple[str, ...]:
        row = "OLD" if self.event == "DELETE" else "NEW"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF {self.forbidden} THEN RAISE EXCEPTION '{self._words}' USING ERRCODE = 'check_violation'; "
            f"END IF; RETURN {row}; END $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self.name}()",
        )


def any_of(*conditions: str) -> str:
    return " OR ".join(conditions)


def all_of(*conditions: str) -> str:
    return f"({' AND '.join(conditions)})"


def fixed(*columns: str) -> str:
    """A condition: one of the columns would change."""
    return any_of(*(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns))
