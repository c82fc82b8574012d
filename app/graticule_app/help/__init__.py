"""Help inside the program: one short page per protocol and per panel."""
