"""Apps that members use, and the tokens by which they act."""
