"""The scan with its panels, and what joins them."""
