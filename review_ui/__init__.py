"""The doors people come in by: pages, JSON API, command line; settings and wiring.

Knows every package and is known by none. Start with `bootstrap.py` (what is plugged into what), then `services.py`.
"""
