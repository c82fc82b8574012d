"""The scans that wait, run and are done, and the bar of the one that runs."""
