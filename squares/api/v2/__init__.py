"""Endpoints under /api/v2, one file a resource."""
