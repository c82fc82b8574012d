"""The first thing that is seen: drop a scan, go on with a recent one, or try a sample."""
