"""What happens inside a square: one package a room, floors as docs/architecture.md draws them."""
