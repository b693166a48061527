"""The pool: who is known here, by what right, and who counts to whom.

importing      taking profiles in, sealed under the key of the person they came in as
profiles       reading them back: one for each person, or each source's by itself
licences       what a source allows, and until when its words may be held
protected      what no score may read: set aside at import, in a store of its own
restrictions   blocks and opt-outs; erasing somebody, which nothing brings back
erasures       who asked to be erased, and waits while a hold covers them
held           whom a legal hold covers
links          which profiles count to one person, now and at any snapshot
same_person    joining two and taking them apart again, on the record
resolution     what rules find on their own
"""
