"""The site in real Chromium, from its folder."""
