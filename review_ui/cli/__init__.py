"""The command line. `main.py` holds the table of verbs; each verb family is one module, imported only when it runs."""
