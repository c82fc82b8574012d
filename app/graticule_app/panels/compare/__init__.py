"""What comes in from other programs: outlines, class maps, comparisons."""
