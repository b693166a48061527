"""Lists of people: frozen as they were ranked, and what people changed beside that.

shortlists   freezing a ranking, reading it back, proving it part by part
unranked     a list in an order drawn by lot, where ranking is stopped
listing      the machine's order and people's changes to the order that is read
overrides    who may move, hold, take off and add somebody, and why they did
record       those changes for pages
"""
