"""What is open and what is wanted: the owner of all state, without a widget."""
