"""What can be learned: one module per objective."""
