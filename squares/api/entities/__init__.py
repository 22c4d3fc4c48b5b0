"""The things that apps are given; one Struct each, the one definition of its shape."""
