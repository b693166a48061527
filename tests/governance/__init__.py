"""The system of record and its rules. `world.py` has the people, `conftest.py` a record they work in."""
