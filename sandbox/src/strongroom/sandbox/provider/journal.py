"""What the provider made and has not removed: so that a killed deployment leaves nothing that nobody knows of."""

import json
import threading
from dataclasses import dataclass
from pathlib import Path


def type_of(urn: str) -> str:
    """Return a resource's own type: urn:pulumi:stack::project::parent$type::name."""
    return urn.split("::")[2].split("$")[-1]


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
        self._lock = threading.Lock()
        if path:
            path.write_text("")

    def made(self, urn: str, id: str, region: str) -> None:
        """Note that a resource exists."""
        self._note({"made": [urn, id, region]})

    def gone(self, urn: str, id: str) -> None:
        """Note that it does not exist any more."""
        self._note({"gone": [urn, id]})

    def _note(self, entry: dict[str, list[str]]) -> None:
        if self._path:
            with self._lock, self._path.open("a") as file:
                file.write(json.dumps(entry) + "\n")


def read_journal(path: Path) -> list[Made]:
    """Return the resources that exist, by the file of a journal."""
    alive: dict[tuple[str, str], Made] = {}
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        if "made" in entry:
            urn, id, region = entry["made"]
            alive[urn, id] = Made(urn, id, region)
        else:
            urn, id = entry["gone"]
            alive.pop((urn, id), None)
    return list(alive.values())
