"""Accepts or rejects all tracked changes of a Word file, by the rules of ECMA-376 (17.13.5); and has LibreOffice do it."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GONE = {True: ("del", "moveFrom"), False: ("ins", "moveTo")}
KEPT = {True: ("ins", "moveTo"), False: ("del", "moveFrom")}


def decide(data: bytes, accept: bool) -> bytes:
    """The file with all its changes accepted, or all rejected."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name in ("word/document.xml", "word/footnotes.xml"):
                root = etree.fromstring(content)
                _decide(root, accept)
                content = etree.tostring(root)
            target.writestr(name, content)
    return out.getvalue()


def _decide(root: etree._Element, accept: bool) -> None:
    for paragraph in list(root.iter(f"{W}p")):
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is not None and any(mark.find(W + name) is not None for name in GONE[accept]):
            _run_into_next(paragraph)
        elif mark is not None:
            mark.getparent().remove(mark)
    bounds = [f"{kind}Range{end}" for kind in ("moveFrom", "moveTo") for end in ("Start", "End")]
    for element in list(root.iter(*(W + name for name in (*GONE[accept], *bounds)))):
        element.getparent().remove(element)
    for name in KEPT[accept]:
        for element in list(root.iter(W + name)):
            parent, at = element.getparent(), element.getparent().index(element)
            parent[at : at + 1] = list(element)
    for element in root.iter(f"{W}delText"):
        element.tag = f"{W}t"


def _run_into_next(paragraph: etree._Element) -> None:
    """A paragraph whose end is gone goes on in the next one."""
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != f"{W}pPr"]
    if following is not None and following.tag == f"{W}p":
        at = 1 if following.find(f"{W}pPr") is not None else 0
        for child in reversed(content):
            following.insert(at, child)
    paragraph.getparent().remove(paragraph)


_MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Decide(source As String, target As String, command As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  text = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  dispatcher.executeDispatch(text.CurrentController.Frame, command, "", 0, Array())
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  form(0).Value = "MS Word 2007 XML"
  text.storeToURL(target, form())
  text.close(True)
End Sub
</script:module>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>
"""


def office_available() -> bool:
    """Whether LibreOffice is here."""
    return shutil.which("soffice") is not None


def office_decides(data: bytes, accept: bool, folder: Path) -> bytes:
    """The file after LibreOffice has accepted or rejected all changes and saved it."""
    profile = folder / "profile"
    library = profile / "user" / "basic" / "Standard"
    if not library.exists():  # LibreOffice fills a new profile at its first start, and would write over the macro
        _office(profile, "--terminate_after_init")
        library.mkdir(parents=True, exist_ok=True)
        (library / "Module1.xba").write_text(_MACRO, encoding="utf-8")
        (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    source, target = folder / "redline.docx", folder / ("accepted.docx" if accept else "rejected.docx")
    source.write_bytes(data)
    command = ".uno:AcceptAllTrackedChanges" if accept else ".uno:RejectAllTrackedChanges"
    macro = f'macro:///Standard.Module1.Decide("{source.as_uri()}","{target.as_uri()}","{command}")'
    _office(profile, macro)
    return target.read_bytes()


def _office(profile: Path, command: str) -> None:
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", command],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
