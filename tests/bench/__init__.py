"""Measurements: time, memory and quality, each beside the plain way. Nothing here is a test."""

import review_ui.cli.main  # noqa: F401 - first: it says how many threads NumPy may take, before NumPy is imported
