"""Templates in, bytes out: the only door to Jinja2.

A template is looked for in the folders of the publisher first, then among the built-in ones. A publisher's
template may extend the built-in one of the same name under ``built-in/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from pipeline.errors import ConclusioError, LanguageError
from pipeline.languages import PROTOCOL_ORDER, concepts, load
from pipeline.site import addresses
from pipeline.site.changes import ChangesPage
from pipeline.site.parallel import ParallelPage
from pipeline.site.reading import ReadingPage
from pipeline.site.start import DossierPage, StartPage

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of every page. Tried in Chromium: 'self' holds under file:// as well."""

INTERFACE = "en"
"""The language of the words around the text."""

AnyPage: TypeAlias = StartPage | DossierPage | ReadingPage | ParallelPage | ChangesPage


def built_in() -> Path:
    """The folder of the built-in templates: inside the package when installed, beside it in a checkout."""
    package = Path(str(files("pipeline.site"))).parent
    found = next((one for one in (package / "site_templates", package.parent / "site_templates") if one.is_dir()), None)
    if found is None:
        raise ConclusioError("the built-in templates are missing; install the package again", where="site_templates")
    return found


class Press:
    """Sets pages with one set of templates."""

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise ConclusioError("no such folder of templates", where=str(folder))
        self._folders = (*folders, built_in())
        self._environment = _environment(self._folders)

    def page(self, template: str, page: AnyPage) -> tuple[str, bytes]:
        """The path and the bytes of one page."""
        text = self._environment.get_template(template).render(page=page, to=partial(addresses.relative, page.path))
        return page.path, text.encode()

    def assets(self) -> Iterator[tuple[str, bytes]]:
        """Style sheets, script, fonts and pictures; a publisher's file replaces the built-in one of that name."""
        found: dict[str, Path] = {}
        for folder in reversed(self._folders):
            root = folder / "static"
            found |= {one.relative_to(folder).as_posix(): one for one in sorted(root.rglob("*")) if one.is_file()}
        yield "static/columns.css", self._environment.get_template("columns.css").render().encode()
        yield from ((path, found[path].read_bytes()) for path in sorted(found))


def name_of(code: str) -> str:
    """The name of a language in that language; the code where it is not one of the 24.

    >>> name_of("nl")
    'Nederlands'
    """
    try:
        return load(code).name
    except LanguageError:
        return code


def _environment(folders: Sequence[Path]) -> Environment:
    *own, base = folders
    loaders = [FileSystemLoader(own), FileSystemLoader(base), PrefixLoader({"built-in": FileSystemLoader(base)})]
    environment = Environment(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the i18n extension
    environment.globals |= {
        "policy": POLICY,
        "ui": INTERFACE,
        "languages": PROTOCOL_ORDER,
        "name_of": name_of,
        "concepts": concepts(),
        "start_path": addresses.START,
        "dossier_path": addresses.dossier_path,
        "reading_path": addresses.reading_path,
        "parallel_path": addresses.parallel_path,
        "changes_path": addresses.changes_path,
    }
    environment.tests["web"] = addresses.is_web
    return environment
