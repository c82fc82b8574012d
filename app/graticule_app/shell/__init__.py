"""The main window around all parts: commands, docks, messages, settings, projects."""
