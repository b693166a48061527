"""Who must say yes: a readable policy turns the facts of a request into steps, and people answer them.

policy.yaml   the policy that ships with the software; a home may have its own
policy        reads and checks one
planning      facts and policy to steps, every step with the rules that ask for it
policies      which policy is in force here; two people bring in another
delegation    who may answer for whom, and how it ends
authority     whether somebody may answer a step, or why not
routes        steps on the record: made, opened stage by stage, answered
escalation    steps past their day
simulation    the same, for a request that does not exist
record        routes for pages
"""
