"""What the provider made and has not removed: so that a killed deployment leaves nothing that nobody knows of."""

import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import cast


def type_of(urn: str) -> str:
    """Return a resource's own type: urn:pulumi:stack::project::parent$type::name."""
    return urn.split("::")[2].split("$")[-1]


_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class Made:
    """A resource that exists in the local AWS."""

    urn: str
    id: str
    region: str


class Journal:
    """Remembers the resources that exist, by URN and id; in a file too, if one is named."""

    def __init__(self, path: Path | None = None) -> None:
        """Make an empty journal, and its file.

        Args:
            path: A file for other processes to read with `read_journal`.
        """
        self._path = path
        self._unwritten = ""
        self._lock = threading.Lock()
        if path:
            path.write_text("")

    def made(self, urn: str, id: str, region: str) -> None:
        """Note that a resource exists."""
        self._note({"made": [urn, id, region]})

    def gone(self, urn: str, id: str) -> None:
        """Note that it does not exist any more."""
        self._note({"gone": [urn, id]})

    def gone_within(self, type_: str, prefix: str) -> None:
        """Note that all resources of a type whose IDs begin like this are gone with the resource that held them."""
        self._note({"gone_within": [type_, prefix]})

    def _note(self, entry: dict[str, list[str]]) -> None:
        if not self._path:
            return
        with self._lock:
            self._unwritten += json.dumps(entry) + "\n"
            try:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(self._unwritten)
            except OSError as error:
                # The resource exists whatever becomes of this file. The entry is written with the next one, after what
                # may have been written of it.
                if not self._unwritten.startswith("\n"):
                    self._unwritten = f"\n{self._unwritten}"
                    _LOGGER.warning("the journal can't be written: %s", error)
            else:
                self._unwritten = ""


def read_journal(path: Path) -> list[Made]:
    """Return the resources that exist, by the file of a journal."""
    alive: dict[tuple[str, str], Made] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else ():
        entry = _entry(line)
        if entry is None:
            continue
        if "made" in entry:
            urn, id, region = entry["made"]
            alive[urn, id] = Made(urn, id, region)
        elif "gone_within" in entry:
            type_, prefix = entry["gone_within"]
            alive = {
                key: made for key, made in alive.items() if type_of(key[0]) != type_ or key[1][: len(prefix)] != prefix
            }
        else:
            urn, id = entry["gone"]
            alive.pop((urn, id), None)
    return list(alive.values())


def _entry(line: str) -> dict[str, list[str]] | None:
    """Return the entry in a line; None for a line that was cut short."""
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, list[str]]", entry) if isinstance(entry, dict) else None
