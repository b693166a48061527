"""Other people's taxonomies: read from their public files, kept in the home, opened fast.

catalogue  a taxonomy with what only published ones have: URIs, descriptions, occupations
tables     files of a folder as rows, every fault of them told at once
names      which imported names are ambiguous, and what the starter taxonomy adds to them
esco, onet one publisher's files each -> a catalogue
occupations which occupation a name means, and those near it
store      catalogues in the home: one compact file each, versioned by content
"""

from features.taxonomies.catalogue import Catalogue, Occupation, starter_catalogue

__all__ = ["Catalogue", "Occupation", "starter_catalogue"]
