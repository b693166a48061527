"""The tables of a folder as rows. Faults are collected over all of them and raised together.

Knows no publisher: which files and columns are needed is said by `esco.py` and `onet.py`.
"""

from pathlib import Path

from matching.errors import Fault, InputError
from matching.sources.cells import Row, read_table


class Tables:
    """Reads tables of one folder; `check` raises what was wrong with any of them."""

    def __init__(self, folder: Path, delimiter: str) -> None:
        if not folder.is_dir():
            found = "a file" if folder.exists() else "nothing"
            raise InputError(
                f"expected a folder, found {found}: {folder}", hint="name the folder of its files"
            )
        self.folder = folder
        self.faults: list[Fault] = []
        self._delimiter = delimiter

    def rows(self, name: str, *columns: str, needed: bool = True) -> tuple[Row, ...]:
        """The rows of a file; none, with faults noted, where it or one of the columns is missing.

        A file that is not `needed` may be absent, and its rows of the wrong width are left out: publishers cut the
        empty cells at the end of some.
        """
        path = self.folder / name
        if not path.is_file():
            if needed:
                self.faults.append(Fault("a file of this name", "none", name))
            return ()
        try:
            table = read_table(path, delimiter=self._delimiter)
        except InputError as error:
            self.faults += error.faults or [Fault("a table", error.message, name)]
            return ()
        missing = [column for column in columns if column not in table.header]
        self.faults += [Fault("a column of this name", "none", name, 1, column) for column in missing]
        self.faults += table.ragged if needed else ()
        return () if missing else table.rows

    def in_language(self, stem: str) -> str:
        """`skills` -> `skills_en.csv`, or the one file there is in another language."""
        english = f"{stem}_en.csv"
        others = sorted(path.name for path in self.folder.glob(f"{stem}_??.csv"))
        return others[0] if len(others) == 1 else english

    def check(self, what: str) -> None:
        """Raise InputError when anything was wrong so far."""
        if self.faults:
            raise InputError(
                f"expected the files of {what} in {self.folder}, found {len(self.faults)} faults",
                faults=self.faults,
                hint="put them right and import again; nothing was taken in",
            )
