"""Evidence packs: everything about one case in one file that proves itself to somebody who has nothing else.

case        the case as JSON: what was asked, ranked, decided, approved, engaged, and how it went
proofs      entries of the log with their proofs, opened words with salts, frozen lists in their parts
gathering   the command: who may have one, its entry in the log, all files but the page for reading
packing     the signed manifest and the archive, byte for byte the same for the same files
verify      the program that goes along; standard library alone, and knows nothing of this package
"""
