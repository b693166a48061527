"""Other systems' files as profiles. `port.py` says what a source gives, each further module is one kind of file."""
