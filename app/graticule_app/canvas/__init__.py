"""The view: streams any scan, with the result over it."""
