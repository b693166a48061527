"""The blind stage: the first few of a list are rated before anybody who decides sees names, places, fit or reasons.

    drawing     whether a list has one, and the order its people are shown in: drawn by lot when the list is frozen
    rating      opening one person after the other, rating each, then opening the list
    record      what was drawn, opened and rated; and from whom a list is still hidden (`hides`)

The order is logged before anybody is shown, each rating before the list opens, so the log proves which came first.
"""
