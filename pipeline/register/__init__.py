"""The Council's public register: addresses, polite download, the chain of documents.

This room knows no dossier. What it downloads it hands to a `Shelf`, which puts it where it belongs.
"""

from pipeline.register.addresses import FORMATS, HOSTS, check_base
from pipeline.register.chain import Asked, Fetched, Report, Shelf, State, fetch
from pipeline.register.client import Client, Manners

__all__ = [
    "FORMATS",
    "HOSTS",
    "Asked",
    "Client",
    "Fetched",
    "Manners",
    "Report",
    "Shelf",
    "State",
    "check_base",
    "fetch",
]
