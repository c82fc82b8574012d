"""Everything that happens outside of the window's thread: jobs, child processes, messages."""
