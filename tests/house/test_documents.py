"""The documents lead somewhere: every relative link and picture exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.programs import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _links(path: Path) -> Iterator[str]:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
        if "://" not in target and not target.startswith(("#", "mailto:")):
            yield target.partition("#")[0]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    assert not [target for target in _links(path) if not (path.parent / target).exists()]


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(_links(folder / "README.md"))
    assert listed == {path.name for path in folder.glob("0*.md")}


def test_every_decision_says_why_what_and_at_what_price() -> None:
    parts = ("**Context.**", "**Decision.**", "**Consequences.**")
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert not [page.name for page in pages if not all(part in page.read_text() for part in parts)]
