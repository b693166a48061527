"""Measurements: time, memory and quality, each beside the plain way. Nothing here is a test."""

import os

# As the command line does, before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
