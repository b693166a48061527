"""From people and roles to numbers: taxonomy, skill linking, and the facts a ranker reads.

This package knows words and what they say about a person's work. It knows no database, no web page and nothing of how
a model is trained.

    words -> skills -> taxonomy -> linking      what skills exist, where a text names them
    templates                                   ready-made roles
"""
