"""Values → bytes, one module a format."""
