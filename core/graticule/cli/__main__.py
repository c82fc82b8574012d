"""`python -m graticule.cli`: the same as `graticule`."""

from graticule.cli import main

if __name__ == "__main__":
    main()
