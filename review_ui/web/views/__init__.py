"""The record turned into what templates show: pure functions, no request, no session."""
