"""Rules that no test can miss, since another refuses in their place: by file, function and words, and what they stand behind."""

BEHIND: dict[str, str] = {}
