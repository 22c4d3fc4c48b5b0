"""The demo: three living squares that `make run` plants on its first start."""
