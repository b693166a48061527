"""The system of record and the rules people live by.

Everything that changes the record is a command: `with database.command(actor) as work:` then one of the
functions below, each of which asks `access.require`, asks `lifecycle`, changes rows and writes its audit
entry in one transaction. Knows no web and no learning library.

    storage/                    tables, types, guards, migrations
    vault, audit -> database    per-person keys, the log, the unit of work over both
    signing, audit_export       the home's key; taking entries out of the log with proofs
    access, accounts            who may do what; who is who
    people, protected, erasure  the pool; what is set aside from it; what is forgotten
    templates -> requisitions -> review -> approvals -> candidates -> engagements -> outcomes    the loop
    classification/             is it a freelancer's work at all; legal decides what is high
    promotion                   which model serves, and who said so
    reading                     what pages ask
"""
