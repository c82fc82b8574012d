"""Training: annotated images in, a model pack out."""
