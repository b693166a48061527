"""Who may do what, as tables: makes the blocks of `docs/reference/who-may-do-what.md` and `access.md` anew out of the rules.

`python -m tests.docs.access` writes them; a test holds the pages to them.
"""

from collections.abc import Callable, Iterator, Mapping

from governance import lifecycle
from governance.access import PERMISSIONS, SCOPES, RoleName
from governance.storage.guards import GUARDS
from tests.docs.pages import ROOT, made_blocks, refilled

# page -> the blocks it has
PAGES = {
    ROOT / "docs/reference/who-may-do-what.md": {"permissions", "moves", "guards"},
    ROOT / "docs/reference/access.md": {"scopes"},
}
BLOCK = made_blocks("rules")


def main() -> None:
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8")


def filled(page: str) -> str:
    """The page with every block made anew."""
    return refilled(page, "rules", lambda name: BLOCKS[name]())


def _permissions() -> Iterator[str]:
    yield "| action | " + " | ".join(role.replace("_", " ") for role in RoleName) + " |"
    yield "|---" * (len(RoleName) + 1) + "|"
    for action, roles in PERMISSIONS.items():
        yield f"| `{action}` | " + " | ".join("yes" if role in roles else "" for role in RoleName) + " |"


def _moves() -> Iterator[str]:
    for noun, machine in (
        ("Requisition", lifecycle.REQUISITION),
        ("Candidate", lifecycle.CANDIDATE),
        ("Engagement", lifecycle.ENGAGEMENT),
        ("Extension", lifecycle.EXTENSION),
        ("Model bundle", lifecycle.BUNDLE),
    ):
        yield f"**{noun}**"
        yield ""
        yield "| state | allows, and leads to |"
        yield "|---|---|"
        yield from (f"| {_words(state)} | {_led_to(state, moves)} |" for state, moves in machine.items())
        yield ""


def _led_to(state: str, moves: Mapping[str, str]) -> str:
    told = (_words(move) if to == state else f"{_words(move)} → {_words(to)}" for move, to in moves.items())
    return "; ".join(told) or "nothing, it is final"


def _guards() -> Iterator[str]:
    yield "| table | on | refuses with |"
    yield "|---|---|---|"
    yield from (f"| `{guard.table}` | {guard.event.lower()} | {guard.message} |" for guard in GUARDS)


def _scopes() -> Iterator[str]:
    yield "| scope | actions |"
    yield "|---|---|"
    for scope, actions in SCOPES.items():
        yield f"| `{scope}` | {', '.join(f'`{action}`' for action in PERMISSIONS if action in actions)} |"


def _words(name: str) -> str:
    return name.replace("_", " ")


BLOCKS: dict[str, Callable[[], Iterator[str]]] = {
    "permissions": _permissions,
    "moves": _moves,
    "guards": _guards,
    "scopes": _scopes,
}

if __name__ == "__main__":
    main()
