"""A document → JSON-LD: schema.org for search engines, ELI terms for legal information systems.

A specimen is never given the address of the Council's text: it is a work of its own that is based on it.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.export.material import NO_LEGAL_VALUE, Material, statement
from pipeline.model import Expression, Kind, Status

_CONTEXT = {"@vocab": "https://schema.org/", "eli": "http://data.europa.eu/eli/ontology#"}


def linked(material: Material) -> dict[str, Any]:
    """The document with its language versions, as an object to be written as JSON."""
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": ["DigitalDocument", "eli:LegalResource"],
        "identifier": material.document.printed,
        "name": material.title,
        "eli:id_local": material.document.slug,
        "usageInfo": NO_LEGAL_VALUE,
        "hasPart": [_version(one, material) for one in material.expressions],
    }
    return found | ({"dateCreated": material.date, "eli:date_document": material.date} if material.date else {})


def jsonld(material: Material) -> bytes:
    """The same as bytes."""
    return (json.dumps(linked(material), ensure_ascii=False, indent=1) + "\n").encode()


def embedded(expression: Expression, material: Material) -> str:
    """One language version as a data block for its page: the object, safe inside a script element."""
    document = {
        "@type": ["DigitalDocument", "eli:LegalResource"],
        "identifier": material.document.printed,
        "name": material.title,
    }
    whole = {"@context": _CONTEXT, **_version(expression, material), "usageInfo": NO_LEGAL_VALUE}
    relation = "isPartOf" if expression.provenance.status is Status.OFFICIAL else "isBasedOn"
    return script_safe(whole | {relation: document})


def script_safe(value: dict[str, Any]) -> str:
    """The object as text that may stand inside a script element of a page, whatever the titles hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _version(expression: Expression, material: Material) -> dict[str, Any]:
    from_ = expression.provenance
    title = " ".join(part.text for part in expression.of_kind(Kind.TITLE)) or material.title
    made: dict[str, Any] = {
        "@type": ["DigitalDocument"],
        "name": title,
        "inLanguage": expression.language,
        "eli:language": expression.language,
        "creativeWorkStatus": str(from_.status),
        "abstract": statement(from_),
    }
    if from_.licence:
        made["license"] = from_.licence
    if from_.sha256:
        made["sha256"] = from_.sha256
    if from_.status is Status.OFFICIAL:
        made["@type"].append("eli:LegalExpression")
        made["url"] = material.document.register_url(expression.language)
        made["publisher"] = {"@type": "GovernmentOrganization", "name": "Council of the European Union"}
    return made
