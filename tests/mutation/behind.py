"""Rules that no test can miss, since another refuses first: by file and words, and what they stand behind."""

BEHIND: dict[str, str] = {}
