"""What is around the scan: one folder a panel, none of which knows a page."""
