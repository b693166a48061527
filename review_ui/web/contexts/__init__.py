"""What each template gets: one frozen context a page, made of plain values; one module a concept.

A test holds every template to exactly its context's names (plus `shell`, see `layout.py`). How they are made from the
record is `views/`.
"""
