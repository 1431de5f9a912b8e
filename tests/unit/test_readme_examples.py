"""The first example of each package's README runs as printed."""

import re
import runpy
from pathlib import Path

import pytest
from recording import Cloud, Recorder

READMES = sorted((Path(__file__).parents[2] / "components").glob("*/README.md"))


@pytest.mark.parametrize("readme", READMES, ids=lambda readme: readme.parent.name)
def test_first_example_runs_as_printed(
    record: Recorder, readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = re.search(r"^```python\n(.*?)^```", readme.read_text(), re.DOTALL | re.MULTILINE)
    assert found
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "index.html").write_text("<!doctype html>")
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "program.py"
    program.write_text(found[1])

    deployment = record(lambda: runpy.run_path(str(program)), cloud=Cloud("aws", "eu-west-1", "123456789012"))

    if readme.parent.name != "core":  # its example defines a component
        assert deployment.resources
        assert all(deployment.exports.values())
