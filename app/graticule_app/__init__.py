"""The window over the engine: drop a scan, watch the answer grow, correct it, save the report."""
