"""Templates in, bytes out: the only door to Jinja2.

A template is looked for in the folders of the publisher first, then among the built-in ones. A publisher's
template may extend the built-in one of the same name under ``built-in/``. Those of a publisher run, with all that they
use, in the sandbox of Jinja2: they loop and ask, but reach nothing of Python.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Protocol, TypeAlias

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipeline.check.phrases import addressee
from pipeline.errors import ConclusioError
from pipeline.languages import PROTOCOL_ORDER, concepts
from pipeline.site import addresses
from pipeline.site.addresses import INTERFACE
from pipeline.site.words import Listener, Words, concept_in, load_words, name_of

NAMES = "parts/words.html"
"""The template whose macros every page has as `w`: what things are called."""

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The Content-Security-Policy of every page. Tried in Chromium: 'self' holds under file:// as well."""


Made: TypeAlias = tuple[str, bytes]
"""The path of a file of the site, and its bytes."""

Keep: TypeAlias = Callable[[str, tuple[object, ...], Callable[[], bytes]], bytes]
"""Called with the path of a page, all values that it is made from, and what makes it; returns its bytes."""


class Page(Protocol):
    """What every page has; `language` is that of the words around the text, too."""

    @property
    def path(self) -> str: ...

    @property
    def language(self) -> str: ...


def built_in() -> Path:
    """The folder of the built-in templates: inside the package when installed, beside it in a checkout."""
    package = Path(str(files("pipeline.site"))).parent
    found = next((one for one in (package / "site_templates", package.parent / "site_templates") if one.is_dir()), None)
    if found is None:
        raise ConclusioError("the built-in templates are missing; install the package again", where="site_templates")
    return found


class Press:
    """Sets pages with one set of templates."""

    def __init__(self, folders: Sequence[Path] = (), keep: Keep = lambda _path, _values, make: make()) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise ConclusioError("no such folder of templates", where=str(folder))
            _stays_inside(folder)
        self._folders = (*folders, built_in())
        self._environment = _environment(self._folders)
        self._words = {code: load_words(code, self._folders) for code in PROTOCOL_ORDER}
        self._keep = keep
        self._said: list[bytes] = []

    def keeping(self, keep: Keep) -> Press:
        """The same templates, for the pages of another memory: `keep` may give pages back that were made before."""
        other = copy(self)
        other._keep, other._said = keep, []
        return other

    @property
    def names(self) -> tuple[str, ...]:
        """What every template can use besides its page; the functions of Jinja2 itself left out."""
        always = (name for name in self._environment.globals if name not in DEFAULT_NAMESPACE)
        return (*always, *_speech(self._words[INTERFACE]))

    def page(self, template: str, path: str, values: tuple[object, ...], make: Callable[[], Page]) -> Made:
        """A page with the interface in its own language, made from `values` if it was not made from them before."""
        return path, self._keep(path, values, lambda: self._text(template, page := make(), self._words[page.language]))

    def for_all(self, template: str, path: str, values: tuple[object, ...], make: Callable[[], Page]) -> Iterator[Made]:
        """A page that exists once, and what it says as JSON: its words come into the dictionaries of all languages."""

        @cache
        def both() -> tuple[bytes, bytes]:
            listener = Listener(self._words[INTERFACE])
            return self._text(template, make(), listener), listener.said()

        said_path = f"static/said/{path.removesuffix('.html')}.json"
        said = self._keep(said_path, values, lambda: both()[1])
        self._said.append(said)
        yield path, self._keep(path, values, lambda: both()[0])
        yield said_path, said

    def ready(self, template: str, page: Page) -> Made:
        """A page whose value is there already, and is all that it is made from."""
        return self.page(template, page.path, (page,), lambda: page)

    def dictionaries(self, slug: str, title: Callable[[str], tuple[str, str]]) -> Iterator[Made]:
        """What the pages for all say since the last time, in each language: `static/ui/<dossier>/<language>.js`.

        `title` gives the title of the dossier, with the language that it is in, for readers of a language.
        """
        listener = Listener(self._words[INTERFACE])
        for said in self._said:
            listener.learn(said)
        self._said.clear()
        for code, words in self._words.items():
            if code != INTERFACE:
                names = {f"concept:{name}": (code, concept_in(name, code)) for name in concepts()}
                names[f"title:{slug}"] = title(code)
                given = ",".join(map(_json, (code, listener.pairs(words), names)))
                yield f"static/ui/{slug}/{code}.js", f"conclusio.speak({given});\n".encode()

    def assets(self) -> Iterator[Made]:
        """Style sheets, script, fonts and pictures; a publisher's file replaces the built-in one of that name."""
        found: dict[str, Path] = {}
        for folder in reversed(self._folders):
            root = folder / "static"
            found |= {one.relative_to(folder).as_posix(): one for one in sorted(root.rglob("*")) if one.is_file()}
        words = self._words[INTERFACE]
        yield "static/columns.css", self._render("columns.css", words)
        for code, own in self._words.items():
            yield f"static/ui/{code}.css", self._render("ui.css", own)
        yield from ((path, found[path].read_bytes()) for path in sorted(found))

    def _text(self, template: str, page: Page, words: Words) -> bytes:
        return self._render(
            template,
            words,
            page=page,
            ui=page.language,
            for_all=isinstance(words, Listener),
            to=partial(addresses.relative, page.path),
        )

    def _render(self, template: str, words: Words, **values: object) -> bytes:
        """A template with its values and the macros of `NAMES`, which are made once a page.

        Raises ConclusioError for a publisher's template that does not work.
        """
        given = {**values, "words": words, **_speech(words)}
        try:
            names = self._environment.get_template(NAMES).make_module(given) if "page" in values else None
            return self._environment.get_template(template).render(**given, w=names).encode()
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            if len(self._folders) == 1:
                raise
            raise ConclusioError(f"{type(error).__name__}: {error}", where=_place_of(error, template)) from error


def _stays_inside(folder: Path) -> None:
    """Raises ConclusioError for a file that leads out of its folder: it would be copied into the site."""
    root = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if not path.resolve().is_relative_to(root):
            raise ConclusioError("leads out of the folder of templates; put a copy in its place", where=str(path))


def _place_of(error: Exception, template: str) -> str:
    """File and line of the template in which an error came up."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name or template}:{error.lineno}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if Path(one.filename).suffix in (".html", ".css")]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else template


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0)


def _upper_first(text: str) -> Markup | str:
    """The text with its first letter as a capital: messages are written as in the middle of a sentence."""
    first = text[:1].upper() + text[1:]
    return Markup(first) if isinstance(text, Markup) else first  # noqa: S704  # was escaped before


def _speech(words: Words) -> dict[str, Callable[..., str]]:
    """The functions by which a template says something in a language."""

    def say(message: str, **variables: object) -> Markup:
        return words.say(message, variables)

    def count(one: str, many: str, num: int, **variables: object) -> Markup:
        return words.count(one, many, num, variables)

    return {
        "_": say,
        "ngettext": count,
        "tell": words.tell,
        "day": words.date,
        "percent": words.percent,
        "number": words.number,
    }


def _environment(folders: Sequence[Path]) -> Environment:
    *own, base = folders
    loaders = [FileSystemLoader(own), FileSystemLoader(base), PrefixLoader({"built-in": FileSystemLoader(base)})]
    kind = ImmutableSandboxedEnvironment if own else Environment  # the sandbox takes half as long again
    environment = kind(
        loader=ChoiceLoader(loaders),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "asked_name": addressee,
        "policy": POLICY,
        "interface": INTERFACE,
        "languages": PROTOCOL_ORDER,
        "name_of": name_of,
        "concept_in": concept_in,
        "overview": addresses.overview_path,
        "consolidated": addresses.consolidated_path,
        "concordance": addresses.concept_path,
    }
    environment.filters["upper_first"] = _upper_first
    environment.tests["web"] = addresses.is_web
    return environment
