"""The particles as a table and as pictures."""
