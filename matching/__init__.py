"""The vocabulary of matching and the pipeline that makes a shortlist.

This package owns what a role, a profile, a feature, a reason and a shortlist are, and names what it needs from
outside as protocols (`ports.py`). It knows no database, no web and no learning library.

    roles, profiles        what is asked, who answers             (files.py reads and checks both)
    gates -> retrieval     who may be considered, who is looked at
    feature_spec, ports    what a featurizer, a ranker and an explainer promise
    pipeline -> shortlist  the steps in order, and the document they freeze into
"""
