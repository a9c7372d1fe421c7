import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from click.testing import CliRunner, Result
from conftest import Require
from hypothesis import given
from hypothesis import strategies as st
from register_server import ROOT, Fault, Register, serving
from specimens import parsed

from pipeline.cli import main
from pipeline.corpus import load_dossier
from pipeline.corpus.shelf import Shelf
from pipeline.errors import ConclusioError, CorpusError, ReadError
from pipeline.ids import REGISTER, DocumentId
from pipeline.ingest import READERS
from pipeline.languages import PROTOCOL_ORDER
from pipeline.register import FORMATS, HOSTS, Asked, Client, Manners, Report, State, check_base, fetch
from pipeline.register.addresses import redirected
from pipeline.register.client import Failed, NotThere
from pipeline.register.partial import Download, Partial

NEW, OLD = DocumentId.parse("ST 10125/22"), DocumentId.parse("ST 9524/1/22 REV 1")
FIRST = DocumentId.parse("ST 9524/22")  # named by the second, but not on the server
QUICK = Manners(interval=0, tries=3, backoff=0, connect=5, read=5, whole=30)
PDF = b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF\n"
URL = f"{ROOT}/{NEW.slug}/nl/pdf"


@pytest.fixture
def register() -> Iterator[Register]:
    with serving(Register()) as running:
        yield running


@pytest.fixture
def one(register: Register) -> Register:
    """A register with one PDF."""
    register.put(NEW.slug, "nl", "pdf", PDF)
    return register


def run(*args: object) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def fill(register: Register, corpus: Path) -> None:
    """Put the chain of two documents in 24 languages on the server, as text."""
    for folder in sorted((corpus / "2022-research-innovation").glob("ST-*")):
        for path in folder.glob("*.txt"):
            register.put(folder.name, path.stem, "txt", path.read_bytes())


def download(register: Register, target: Path, manners: Manners = QUICK, url: str = URL) -> object:
    client = Client(register.base, manners, sleep=lambda _: None)
    return client.download(f"http://127.0.0.1:{register.port}{url}", FORMATS["pdf"], Partial(target / "d" / "nl.pdf"))


def _download_only(register: Register, shelf: Shelf) -> Download:
    """What is there when a run is killed before it puts a file away."""
    client = Client(register.base, QUICK)
    url = f"http://127.0.0.1:{register.port}{URL}"
    got = client.download(url, FORMATS["pdf"], Partial(shelf.path(NEW, "nl")))
    assert isinstance(got, Download)
    return got


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def whole(outcome: object) -> bytes:
    assert isinstance(outcome, Download), outcome
    return outcome.path.read_bytes()


# the chain


def test_a_chain_of_two_documents_in_all_languages_is_fetched_through_faults(
    register: Register, corpus_path: Path, tmp_path: Path
) -> None:
    fill(register, corpus_path)
    texts = dict(register.files)
    del register.files[f"{ROOT}/{OLD.slug}/ga/txt"]
    later = (("Retry-After", "0"),)
    register.faults = {
        f"{ROOT}/{NEW.slug}/bg/txt": [Fault(429, later), Fault(503, later)],
        f"{ROOT}/{NEW.slug}/de/txt": [Fault(500)],
        f"{ROOT}/{NEW.slug}/el/txt": [Fault(cut=3000), Fault(cut=2000)],
        f"{ROOT}/{OLD.slug}/fr/txt": [Fault(cut=0), Fault(502)],
    }
    shelf = Shelf(tmp_path / "c" / "d", "txt")
    asked = Asked(NEW, PROTOCOL_ORDER, "txt")
    report = fetch(asked, shelf, Client(register.base, QUICK))
    states = {(one.document, one.language): one.state for one in report.fetched}
    assert len(states) == 72
    assert [key for key, state in states.items() if state is not State.FETCHED] == [
        (OLD, "ga"),
        *((FIRST, code) for code in PROTOCOL_ORDER),
    ]
    assert [notice.code for notice in report.notices] == ["missing-language", "missing-language", "chain-end"]
    dossier = load_dossier(shelf.folder)
    assert dossier.notices == ()
    assert [document.id for document in dossier.documents] == [OLD, NEW]
    for document in dossier.documents:
        for file in document.files:
            path = f"{ROOT}/{document.id.slug}/{file.id.expression.language}/txt"
            assert file.path.read_bytes() == texts[path]
            assert str(file.provenance.status) == "official"
            assert file.provenance.source == f"http://127.0.0.1:{register.port}{path}"
            assert file.provenance.retrieved and file.provenance.licence and "2022" in file.provenance.notice
    assert not list(shelf.folder.glob("*/.*"))
    assert register.sent(f"{ROOT}/{NEW.slug}/el/txt") == [
        (0, 3000),
        (3000, 5000),
        (5000, len(texts[f"{ROOT}/{NEW.slug}/el/txt"])),
    ]


def test_what_is_there_is_not_fetched_again(register: Register, corpus_path: Path, tmp_path: Path) -> None:
    fill(register, corpus_path)
    shelf = Shelf(tmp_path / "d", "txt")
    asked = Asked(NEW, ("nl", "fr"), "txt")
    fetch(asked, shelf, Client(register.base, QUICK))
    before = (shelf.folder / "dossier.toml").read_bytes()
    register.served.clear()
    report = fetch(asked, shelf, Client(register.base, QUICK))
    assert {one.state for one in report.fetched if one.document != FIRST} == {State.KEPT}
    assert {one.path for one in register.log} == {f"{ROOT}/{FIRST.slug}/{code}/txt" for code in ("nl", "fr")}
    assert (shelf.folder / "dossier.toml").read_bytes() == before


def test_a_file_that_was_taken_away_is_fetched_again(one: Register, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "d", "pdf")
    fetch(Asked(NEW, ("nl",)), shelf, Client(one.base, QUICK))
    shelf.path(NEW, "nl").unlink()
    fetch(Asked(NEW, ("nl",)), shelf, Client(one.base, QUICK))
    assert shelf.path(NEW, "nl").read_bytes() == PDF
    assert load_dossier(shelf.folder).notices == ()


def test_the_chain_stops_at_its_limit(register: Register, corpus_path: Path, tmp_path: Path) -> None:
    fill(register, corpus_path)
    report = fetch(Asked(NEW, ("nl",), "txt", documents=1), Shelf(tmp_path / "d", "txt"), Client(register.base, QUICK))
    assert [one.document for one in report.fetched] == [NEW]
    assert [notice.code for notice in report.notices] == ["chain-limit"]


def test_a_chain_that_leads_back_to_itself_ends(register: Register, tmp_path: Path, corpus_path: Path) -> None:
    fill(register, corpus_path)
    path = f"{ROOT}/{OLD.slug}/nl/txt"
    text = register.files[path].decode()
    register.files[path] = text.replace("9524/22", "10125/22").encode()
    report = fetch(Asked(NEW, ("nl",), "txt"), Shelf(tmp_path / "d", "txt"), Client(register.base, QUICK))
    assert [one.document for one in report.fetched] == [NEW, OLD]


def test_a_document_before_that_is_not_public_ends_the_chain(
    register: Register, tmp_path: Path, corpus_path: Path
) -> None:
    fill(register, corpus_path)
    del register.files[f"{ROOT}/{OLD.slug}/nl/txt"]
    report = fetch(Asked(NEW, ("nl",), "txt"), Shelf(tmp_path / "d", "txt"), Client(register.base, QUICK))
    assert [notice.code for notice in report.notices] == ["missing-language", "chain-end"]
    assert [document.id for document in load_dossier(tmp_path / "d").documents] == [NEW]


def test_a_document_that_is_not_there_leaves_nothing_behind(register: Register, tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="not in the register"):
        fetch(Asked(NEW, ("nl", "fr")), Shelf(tmp_path / "c" / "d", "pdf"), Client(register.base, QUICK))
    assert files(tmp_path) == []


def test_a_document_marked_limite_is_not_kept_unless_allowed(register: Register, tmp_path: Path) -> None:
    text = (
        "Raad van de Europese Unie\nBrussel, 10 juni 2022\n(OR. en)\n10125/22\nLIMITE\nRECH 344\nNOTA\nvan: de Raad\n"
    )
    register.put(NEW.slug, "nl", "txt", text.encode())
    with pytest.raises(ReadError, match="--allow-limite"):
        fetch(Asked(NEW, ("nl",), "txt"), Shelf(tmp_path / "d", "txt"), Client(register.base, QUICK))
    assert files(tmp_path) == []
    shelf = Shelf(tmp_path / "d", "txt", allow_limite=True)
    report = fetch(Asked(NEW, ("nl",), "txt"), shelf, Client(register.base, QUICK))
    assert "limite" in [notice.code for notice in report.notices]
    assert load_dossier(shelf.folder).documents[0].date == "2022-06-10"


def test_a_specimen_makes_room_only_when_told(one: Register, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "d", "pdf")
    shelf.path(NEW, "nl").parent.mkdir(parents=True)
    shelf.path(NEW, "nl").write_bytes(b"mine")
    with pytest.raises(CorpusError, match="--replace"):
        fetch(Asked(NEW, ("nl",)), shelf, Client(one.base, QUICK))
    assert one.log == [] and shelf.path(NEW, "nl").read_bytes() == b"mine"
    fetch(Asked(NEW, ("nl",)), Shelf(tmp_path / "d", "pdf", replace=True), Client(one.base, QUICK))
    assert shelf.path(NEW, "nl").read_bytes() == PDF


def test_real_docx_files_are_fetched_and_read(register: Register, tmp_path: Path) -> None:
    from writers import docx

    for version, document in (("adopted", NEW), ("rev1", OLD)):
        expression = parsed("mt", version)[1]
        dress = docx.Dress(code=document.printed.removeprefix("ST "), institution="Il-Kunsill tal-Unjoni Ewropea")
        data = docx.council_docx(docx.manuscript(expression), "mt", dress)
        register.put(document.slug, "mt", "docx", data)
    report = fetch(Asked(NEW, ("mt",), "docx"), Shelf(tmp_path / "d", "docx"), Client(register.base, QUICK))
    assert [one.document for one in report.fetched] == [NEW, OLD, FIRST]
    assert [notice.code for notice in report.notices] == ["missing-language", "chain-end"]


def test_real_pdf_files_are_fetched_and_read(register: Register, tmp_path: Path, require: Require) -> None:
    from writers import pdf

    require("pdf" in READERS and pdf.available(), "there is no PDF reader, or no WeasyPrint")
    for version, document in (("adopted", NEW), ("rev1", OLD)):
        head = pdf.Letterhead("Съвет на Европейския съюз", "Брюксел, 10 юни 2022 г.", document.printed[3:])
        data = pdf.council_pdf(parsed("bg", version)[1], head)
        register.put(document.slug, "bg", "pdf", data)
    report = fetch(Asked(NEW, ("bg",)), Shelf(tmp_path / "d", "pdf"), Client(register.base, QUICK))
    assert [one.document for one in report.fetched] == [NEW, OLD, FIRST]
    assert [notice.code for notice in report.notices] == ["missing-language", "chain-end"]


# one file


def test_a_cut_file_is_resumed_where_it_ended(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(cut=1000), Fault(cut=2000)]
    assert whole(download(one, tmp_path)) == PDF
    assert one.sent(URL) == [(0, 1000), (1000, 3000), (3000, len(PDF))]


@pytest.mark.parametrize(("ranges", "validators"), [(False, True), (True, False)])
def test_a_cut_file_begins_anew_where_the_server_cannot_resume(
    one: Register, tmp_path: Path, ranges: bool, validators: bool
) -> None:
    one.ranges, one.validators = ranges, validators
    one.faults[URL] = [Fault(cut=1000)]
    assert whole(download(one, tmp_path)) == PDF
    assert one.sent(URL) == [(0, 1000), (0, len(PDF))]


def test_a_file_that_changed_meanwhile_begins_anew(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(cut=1000), Fault(cut=0), Fault(cut=0)]
    assert isinstance(download(one, tmp_path), Failed)
    one.put(NEW.slug, "nl", "pdf", PDF.replace(b"x", b"y"))
    assert whole(download(one, tmp_path)) == PDF.replace(b"x", b"y")


def test_a_run_stopped_after_the_last_byte_fetches_nothing_more(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(cut=1000), Fault(cut=0), Fault(cut=0)]
    download(one, tmp_path)
    (tmp_path / "d" / ".nl.pdf.part").write_bytes(PDF)
    one.log.clear()
    assert whole(download(one, tmp_path)) == PDF
    assert [(asked.status, asked.sent) for asked in one.log] == [(416, 0)]


def test_a_download_that_was_finished_but_not_put_away_is_taken_up(one: Register, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "d", "pdf")
    _download_only(one, shelf)
    one.log.clear()
    fetch(Asked(NEW, ("nl",)), shelf, Client(one.base, QUICK))
    assert one.log == []
    assert load_dossier(shelf.folder).notices == ()


def test_a_file_that_was_put_away_but_not_named_is_taken_up(one: Register, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "d", "pdf")
    _download_only(one, shelf).path.rename(shelf.path(NEW, "nl"))
    one.log.clear()
    fetch(Asked(NEW, ("nl",)), shelf, Client(one.base, QUICK))
    assert one.log == []
    assert load_dossier(shelf.folder).notices == ()


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(body=b"<html>try later</html>", headers=(("Content-Type", "text/html"),)), "'text/html', not PDF"),
        (Fault(body=b"<html>", headers=(("Content-Type", "application/pdf"),)), "not PDF"),
        (Fault(headers=(("Content-Type", "application/pdf"),)), "empty"),
        (Fault(body=PDF, headers=(("Content-Type", "application/pdf"), ("Content-Encoding", "gzip"))), "not PDF"),
        (Fault(403), "not public"),
        (Fault(418), "418"),
        (Fault(302, (("Location", "https://example.org/nl.pdf"),)), "refused"),
        (Fault(302, (("Location", "file:///etc/passwd"),)), "refused"),
        (Fault(302, (("Location", "//example.org/nl.pdf"),)), "refused"),
        (Fault(301, (("Location", "http://data.consilium.europa.eu/nl.pdf"),)), "refused"),
        (Fault(301, (("Location", "https://data.consilium.europa.eu/nl.pdf"),)), "refused"),
        (Fault(307, (("Location", "http://127.0.0.1:1/nl.pdf"),)), "refused"),
        (Fault(308), "refused"),
        (Fault(302, (("Location", "http://[::1"),)), "refused"),
    ],
)
def test_an_answer_that_is_not_the_document_is_refused_at_once(
    one: Register, tmp_path: Path, fault: Fault, reason: str
) -> None:
    one.faults[URL] = [fault]
    outcome = download(one, tmp_path)
    assert isinstance(outcome, Failed) and reason in outcome.reason
    assert len(outcome.reason.splitlines()) == 1
    assert one.asked(URL) == 1
    assert files(tmp_path) == []


def test_a_redirect_on_the_same_server_is_followed(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(302, (("Location", "/elsewhere/pdf"),))]
    one.files["/elsewhere/pdf"] = PDF
    assert whole(download(one, tmp_path)) == PDF


def test_redirects_without_end_are_given_up(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(302, (("Location", URL),))] * 50
    outcome = download(one, tmp_path)
    assert isinstance(outcome, Failed) and "redirects more than" in outcome.reason
    assert one.asked(URL) == 6


def test_a_file_that_is_too_large_is_not_taken(one: Register, tmp_path: Path) -> None:
    outcome = download(one, tmp_path, Manners(interval=0, backoff=0, largest=4000))
    assert isinstance(outcome, Failed) and "at most" in outcome.reason
    assert files(tmp_path) == []


def test_an_endless_body_is_given_up(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(body=PDF, headers=(("Content-Type", "application/pdf"),), endless=True)]
    outcome = download(one, tmp_path, Manners(interval=0, backoff=0, largest=2**20))
    assert isinstance(outcome, Failed) and "given up" in outcome.reason
    assert files(tmp_path) == []


def test_a_body_that_drips_is_given_up_and_resumed_later(one: Register, tmp_path: Path) -> None:
    one.drip = 0.05
    outcome = download(one, tmp_path, Manners(interval=0, backoff=0, whole=0.1))
    assert isinstance(outcome, Failed) and "did not come within" in outcome.reason
    have = (tmp_path / "d" / ".nl.pdf.part").stat().st_size
    assert 0 < have < len(PDF)
    one.drip = 0
    assert whole(download(one, tmp_path)) == PDF
    assert f"bytes={have}-" in [asked.range for asked in one.log]


def test_a_file_without_a_length_must_show_its_end(one: Register, tmp_path: Path) -> None:
    kind = (("Content-Type", "application/pdf"),)
    one.faults[URL] = [Fault(body=PDF[:3000], headers=kind, length=False)]
    assert whole(download(one, tmp_path)) == PDF
    one.faults[URL] = [Fault(body=PDF, headers=kind, length=False)]
    assert whole(download(one, tmp_path)) == PDF


def test_404_is_an_answer_and_not_a_fault(one: Register, tmp_path: Path) -> None:
    assert isinstance(download(one, tmp_path, url=URL.replace("/nl/", "/ga/")), NotThere)
    assert len(one.log) == 1


def test_a_server_that_stays_broken_is_asked_a_few_times_only(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(503)] * 50
    outcome = download(one, tmp_path)
    assert isinstance(outcome, Failed) and "503" in outcome.reason
    assert one.asked(URL) == QUICK.tries


def test_three_failures_in_a_row_end_the_run(one: Register, tmp_path: Path) -> None:
    for code in PROTOCOL_ORDER:
        one.faults[URL.replace("/nl/", f"/{code}/")] = [Fault(500)] * 50
    with pytest.raises(ReadError, match="in a row"):
        fetch(Asked(NEW, PROTOCOL_ORDER), Shelf(tmp_path / "d", "pdf"), Client(one.base, QUICK))
    assert len(one.log) == 3 * QUICK.tries


def test_waiting_follows_the_server_and_else_doubles(one: Register, tmp_path: Path) -> None:
    waits: list[float] = []
    one.faults[URL] = [Fault(429, (("Retry-After", "7"),)), Fault(503), Fault(503)]
    client = Client(one.base, Manners(interval=0, backoff=2), sleep=waits.append)
    client.download(f"http://127.0.0.1:{one.port}{URL}", FORMATS["pdf"], Partial(tmp_path / "nl.pdf"))
    assert waits == [7, 4, 8]


def test_requests_keep_their_distance(one: Register, tmp_path: Path) -> None:
    now, waits = [100.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    client = Client(one.base, Manners(interval=3), sleep=sleep, clock=lambda: now[0])
    for code in ("nl", "fr", "de"):
        url = f"http://127.0.0.1:{one.port}{URL.replace('/nl/', f'/{code}/')}"
        client.download(url, FORMATS["pdf"], Partial(tmp_path / f"{code}.pdf"))
    assert waits == [3, 3]


def test_a_server_that_asks_for_a_long_wait_ends_the_run(one: Register, tmp_path: Path) -> None:
    one.faults[URL] = [Fault(429, (("Retry-After", "3600"),))]
    with pytest.raises(ReadError, match="wait 3600 seconds"):
        download(one, tmp_path)
    assert one.asked(URL) == 1


def test_a_server_that_is_not_there_ends_the_run(tmp_path: Path) -> None:
    with serving(Register()) as gone:
        pass
    with pytest.raises(ReadError, match="no connection"):
        fetch(Asked(NEW, PROTOCOL_ORDER), Shelf(tmp_path / "d", "pdf"), Client(gone.base, QUICK))
    assert files(tmp_path) == []


def test_a_server_that_never_answers_ends_the_run(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        manners = Manners(interval=0, backoff=0, tries=2, read=0.1)
        client = Client(f"http://127.0.0.1:{silent.getsockname()[1]}/doc/document", manners)
        with pytest.raises(ReadError, match="does not answer"):
            fetch(Asked(NEW, ("nl",)), Shelf(tmp_path / "d", "pdf"), client)


def test_a_server_without_a_secure_connection_ends_the_run(tmp_path: Path, one: Register) -> None:
    client = Client(one.base.replace("http:", "https:"), QUICK)  # the server speaks no TLS
    with pytest.raises(ReadError, match="no secure connection"):
        fetch(Asked(NEW, ("nl",)), Shelf(tmp_path / "d", "pdf"), client)


# addresses


@pytest.mark.parametrize(
    "base",
    [
        "http://data.consilium.europa.eu/doc/document",
        "https://example.org/doc/document",
        "https://data.consilium.europa.eu.example.org/",
        "https://data.consilium.europa.eu@example.org/",
        "https://user@data.consilium.europa.eu/",
        "https://data.consilium.europa.eu:8443/",
        "http://10.0.0.1/",
        "http://0.0.0.0/",
        "file:///etc/passwd",
        "ftp://data.consilium.europa.eu/",
        "",
        "//data.consilium.europa.eu/",
        "http://[::1",
    ],
)
def test_only_the_register_and_this_machine_are_asked(base: str) -> None:
    with pytest.raises(ReadError, match="not an address of the register"):
        check_base(base)


def test_the_register_itself_may_be_asked() -> None:
    check_base(REGISTER)
    assert redirected(f"{REGISTER}/x", "/doc/y.pdf", REGISTER) == "https://data.consilium.europa.eu/doc/y.pdf"
    assert redirected(f"{REGISTER}/x", f"https://{HOSTS[1]}/y", REGISTER) == f"https://{HOSTS[1]}/y"
    assert redirected(f"{REGISTER}/x", f"http://{HOSTS[1]}/y", REGISTER) is None
    assert redirected(f"{REGISTER}/x", "http://127.0.0.1/y", REGISTER) is None


@given(st.text(max_size=80) | st.from_regex(r"(https?:)?//[a-z.@:\[\]0-9/\\]{1,40}", fullmatch=True))
def test_no_redirect_leads_away_from_the_register(location: str) -> None:
    target = redirected(f"{REGISTER}/x", location, REGISTER)
    if target is not None:
        url = urllib3.util.parse_url(target)
        assert (url.scheme, url.host, url.port or 443, url.auth) in [("https", host, 443, None) for host in HOSTS]


def test_the_proxy_of_the_environment_is_used_for_the_register_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example:3128")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert isinstance(Client()._pool, urllib3.ProxyManager)
    assert not isinstance(Client("http://127.0.0.1:9/doc")._pool, urllib3.ProxyManager)


# the command


def test_the_command_prints_a_line_a_language_and_a_summary(
    register: Register, corpus_path: Path, tmp_path: Path
) -> None:
    fill(register, corpus_path)
    del register.files[f"{ROOT}/{OLD.slug}/ga/txt"]
    arguments = ["fetch", "10125/22", "--lang", "nl,ga", "--format", "txt", "--corpus", tmp_path, "--pause", 0]
    result = run(*arguments, "--base-url", register.base, "--chain", 2)
    assert result.exit_code == 0 and result.stdout == ""
    lines = result.stderr.splitlines()
    assert [line.split(",")[0] for line in lines[:4]] == [
        "ST 10125/22 ga: fetched",
        "ST 10125/22 nl: fetched",
        "ST 9524/1/22 REV 1 ga: not in the register",
        "ST 9524/1/22 REV 1 nl: fetched",
    ]
    assert lines[4] == f"2 documents: 3 fetched, 1 not in the register in {tmp_path / 'st-10125-2022'}"
    assert "[missing-language]" in lines[5]
    assert run(*arguments, "--base-url", register.base, "--strict").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["fetch", "nonsense"], "not a Council document code"),
        (["fetch", "10125/22", "--lang", "xx"], "unknown language"),
        (["fetch", "10125/22", "--lang", ","], "names no language"),
        (["fetch", "10125/22", "--base-url", "http://example.org"], "not an address of the register"),
        (["fetch", "10125/22", "--dossier", "../up"], "no name for a dossier"),
    ],
)
def test_wrong_arguments_give_one_line_and_exit_code_2(arguments: list[str], word: str, tmp_path: Path) -> None:
    result = run(*arguments, "--corpus", tmp_path)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1 and word in result.stderr
    assert files(tmp_path) == []


def test_a_run_that_was_killed_goes_on_and_fetches_nothing_twice(
    register: Register, corpus_path: Path, tmp_path: Path, root: Path
) -> None:
    fill(register, corpus_path)
    command = [sys.executable, "-m", "pipeline.cli", "fetch", "ST 10125/22", "--format", "txt"]
    command += ["--corpus", str(tmp_path), "--lang", "bg,es,cs", "--base-url", register.base, "--pause", "0"]
    for document, language, size in ((NEW, "bg", 1000), (NEW, "bg", 500), (OLD, "es", 2000)):
        path = f"{ROOT}/{document.slug}/{language}/txt"
        part = tmp_path / "st-10125-2022" / document.slug / f".{language}.txt.part"
        have = part.stat().st_size if part.exists() else 0
        register.faults[path] = [Fault(cut=size, hold=True)]
        register.release.clear()
        process = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL)
        _wait_for_size(part, have + size, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        register.release.set()
        assert register.log
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    (folder,) = tmp_path.iterdir()
    dossier = load_dossier(folder)
    assert dossier.notices == ()
    assert [(document.id, len(document.files)) for document in dossier.documents] == [(OLD, 3), (NEW, 3)]
    assert not list(folder.glob("*/.*"))
    for path, data in register.files.items():
        if path.split("/")[-2] in ("bg", "es", "cs"):
            spans = sorted(register.sent(path))
            assert [start for start, _ in spans] == [0, *(end for _, end in spans[:-1])]
            assert spans[-1][1] == len(data)
    assert register.sent(f"{ROOT}/{NEW.slug}/bg/txt")[1] == (1000, 1500)


def _wait_for_size(path: Path, size: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while (path.stat().st_size if path.exists() else 0) < size:
        assert process.poll() is None and time.monotonic() < end, "the run ended before it was killed"
        time.sleep(0.005)


def test_two_runs_at_once_lose_nothing(register: Register, corpus_path: Path, tmp_path: Path) -> None:
    fill(register, corpus_path)
    reports: list[Report | ConclusioError] = []

    def fetch_some(*languages: str) -> None:
        asked = Asked(NEW, languages, "txt", documents=1)
        reports.append(fetch(asked, Shelf(tmp_path / "d", "txt"), Client(register.base, QUICK)))

    threads = [threading.Thread(target=fetch_some, args=half) for half in (PROTOCOL_ORDER[:6], PROTOCOL_ORDER[6:12])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    dossier = load_dossier(tmp_path / "d")
    assert len(reports) == 2
    assert [file.id.expression.language for file in dossier.documents[0].files] == list(PROTOCOL_ORDER[:12])
    assert dossier.notices == ()
