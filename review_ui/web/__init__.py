"""Pages and JSON API: translate a request into one governance command or service and its result into an answer.

Holds no rule about who may do what. Start with `app.py`; `layout.py` says how an answer is rendered.

    app -> pages/*, api/*      routes by concept
    caller, security           who is asking; cookies, CSRF, headers, limits
    contexts, views/*          what a template gets; how it is made from the record
    layout, words, assets      page or fragment; the vocabulary; style, script, htmx
"""
