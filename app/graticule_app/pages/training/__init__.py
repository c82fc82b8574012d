"""Teach the program from annotated scans: choose, learn, look at what came out, use it."""
