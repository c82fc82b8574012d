"""How the window looks: colours, spacing, icons. Nothing else in the window names a colour."""
