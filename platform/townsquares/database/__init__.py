"""The thin database backend above django-tenants: schema and role of a square, always together."""
