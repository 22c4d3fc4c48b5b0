"""Endpoints for those who run the square, one file a resource."""
