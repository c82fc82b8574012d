"""What fills the window: the first page, the scan, the training."""
