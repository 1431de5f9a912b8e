"""Functions on the real engine: code comes as archives, a change of it is a change, and a rotation runs it."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest
from lives import rotating
from support import Command, WriteProject, failure, inventory, run

from strongroom.sandbox.testing import TestSandbox

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}
        ],
    }
)
HELLO = "def handler(event, context):\n    return 'hello'\n"


def function(code: pulumi.Archive, **more: Any) -> aws.lambda_.Function:
    role = aws.iam.Role("role", assume_role_policy=TRUST)
    made = aws.lambda_.Function(
        "function", role=role.arn, code=code, handler="index.handler", runtime="python3.13", **more
    )
    pulumi.export("name", made.name)
    return made


def program_of(code: pulumi.Archive) -> Callable[[], None]:
    """Return a program that deploys code."""

    def program() -> None:
        function(code)

    return program


def answer(sandbox: TestSandbox, name: str) -> Any:
    return json.load(sandbox.client("lambda").invoke(FunctionName=name)["Payload"])


class TestCode:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "code"
        folder.mkdir()
        (folder / "index.py").write_text(HELLO)
        return folder

    def test_a_folder_is_deployed_and_changes_with_its_files(self, sandbox: TestSandbox, folder: Path) -> None:
        stack = sandbox.program(program_of(pulumi.FileArchive(str(folder))))
        name = run(stack.up).outputs["name"]
        assert answer(sandbox, name) == "hello"
        assert run(stack.up).steps == {}

        (folder / "index.py").write_text(HELLO.replace("hello", "goodbye"))
        assert run(stack.up).steps == {"Function function": "update"}
        assert answer(sandbox, name) == "goodbye"
        assert run(stack.refresh).steps == {}
        assert run(stack.up).steps == {}
        stack.destroy()

    def test_texts_and_files_make_an_archive(self, sandbox: TestSandbox, folder: Path) -> None:
        (folder / "greeting.py").write_text("WORD = 'good day'\n")
        text = "import greeting\n\n\ndef handler(event, context):\n    return greeting.WORD\n"
        assets: dict[str, pulumi.Asset | pulumi.Archive] = {
            "index.py": pulumi.StringAsset(text),
            "greeting.py": pulumi.FileAsset(str(folder / "greeting.py")),
            "more": pulumi.FileArchive(str(folder)),
        }
        stack = sandbox.program(program_of(pulumi.AssetArchive(assets)))
        assert answer(sandbox, run(stack.up).outputs["name"]) == "good day"
        assert run(stack.up).steps == {}
        stack.destroy()

    def test_a_relative_path_counts_from_the_projects_folder(
        self, command: Command, write_project: WriteProject
    ) -> None:
        project = write_project(
            f"role = aws.iam.Role('it', assume_role_policy={TRUST!r})\n"
            "aws.lambda_.Function('it', name='it', role=role.arn, code=pulumi.FileArchive('code'),"
            " handler='index.handler', runtime='python3.13')\n",
            {"aws:region": "eu-west-1"},
        )
        (project / "code").mkdir()
        (project / "code" / "index.py").write_text(HELLO)

        assert command("up").code == 0
        assert json.load(command.client("lambda", "eu-west-1").invoke(FunctionName="it")["Payload"]) == "hello"

    def test_what_would_have_to_be_fetched_is_refused(
        self, sandbox: TestSandbox, tmp_path: Path, write_project: WriteProject
    ) -> None:
        packed = tmp_path / "code.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("index.py", HELLO)
        code = f"pulumi.RemoteArchive({packed.as_uri()!r})"
        program = f"aws.lambda_.Function('it', role='arn:aws:iam::123456789012:role/it', code={code})"

        assert "the sandbox fetches nothing from a URI" in failure(sandbox.project(write_project(program), "dev").up)


class TestRotation:
    @pytest.fixture
    def program(self) -> Callable[[], None]:
        def program() -> None:
            secret = aws.secretsmanager.Secret("secret", recovery_window_in_days=0)
            password = random.RandomPassword("password", length=24, special=False).result
            version = aws.secretsmanager.SecretVersion("version", secret_id=secret.id, secret_string=password)
            text = Path(rotating.__file__).read_text()
            log = aws.cloudwatch.LogGroup("log")  # else the function makes one, which outlives it
            rotates = function(
                pulumi.AssetArchive({"index.py": pulumi.StringAsset(text)}),
                timeout=60,
                logging_config={"log_format": "Text", "log_group": log.name},
            )
            allowed = aws.lambda_.Permission(
                "allowed",
                function=rotates.name,
                action="lambda:InvokeFunction",
                principal="secretsmanager.amazonaws.com",
                source_arn=secret.arn,
            )
            aws.secretsmanager.SecretRotation(
                "rotation",
                secret_id=secret.id,
                rotation_lambda_arn=rotates.arn,
                rotation_rules={"automatically_after_days": 30},
                opts=pulumi.ResourceOptions(depends_on=[version, allowed]),
            )
            pulumi.export("secret", secret.arn)

        return program

    def test_gives_the_secret_a_new_value_that_nobody_sees(
        self, sandbox: TestSandbox, program: Callable[[], None], capfd: pytest.CaptureFixture[str]
    ) -> None:
        before = inventory(sandbox)
        stack = sandbox.program(program)
        first = run(stack.up)
        secrets = sandbox.client("secretsmanager")

        def value(stage: str) -> str:
            return secrets.get_secret_value(SecretId=first.outputs["secret"], VersionStage=stage)["SecretString"]

        assert len(value("AWSPREVIOUS")) == 24
        assert len(value("AWSCURRENT")) == 40
        assert run(stack.up).steps == {}
        assert run(stack.refresh).steps == {}
        assert run(stack.up).steps == {}

        shown = "".join([first.screen, *capfd.readouterr()]).encode()
        files = [file.read_bytes() for file in sandbox.journal.parent.rglob("*") if file.is_file()]
        for stage in ("AWSPREVIOUS", "AWSCURRENT"):
            assert [content for content in [shown, *files] if value(stage).encode() in content] == []

        secrets.rotate_secret(SecretId=first.outputs["secret"])
        assert len(value("AWSPREVIOUS")) == 40
        stack.destroy()
        assert inventory(sandbox) == before
