"""The main window around the pages: commands, menus, messages, settings, the program itself."""
