"""Coming in through an identity provider: what its groups give (`mapping.py`), and log-in itself (`entering.py`).

Knows no protocol: who is asking the provider and how its answer is proved is `review_ui/sign_on.py`.
"""
