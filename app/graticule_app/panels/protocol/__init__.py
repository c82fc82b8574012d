"""Choose a protocol, edit it with a live preview, and tell how large a pixel is."""
