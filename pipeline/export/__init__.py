"""Values → bytes, one module a format; `formats` is the table of them, `material` what they are made from."""
