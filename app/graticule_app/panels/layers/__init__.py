"""Which layers are shown, how strongly, and how the scan is shown below them."""
