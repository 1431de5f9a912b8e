"""A project's sandbox: its local AWS, its stacks' state, and the real Pulumi engine between them."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from . import recovery
from .environment import aws_environment, pulumi_environment, without_the_users_own
from .files import disk_is_full
from .interrupts import noted_signals, reaches_children
from .process import BackgroundProcess, Endpoints, ProcessError
from .project import Project
from .pulumi_cli import find_pulumi

FOLDER = ".sandbox"
_PATIENCE_SECONDS = 20
"""How long Pulumi may take to notice that the local AWS is gone."""


class NotRunningError(RuntimeError):
    """The sandbox does not run."""


class CommandNotFoundError(RuntimeError):
    """A command can't be run in the sandbox's environment."""


class LostError(RuntimeError):
    """The local AWS ended while it was in use."""


@dataclass(frozen=True)
class Sandbox:
    """The sandbox of one project. All its files are in the project's `.sandbox` folder, gone after `down`."""

    project: Project
    report: Callable[[str], None]
    """Is told what a person would like to know."""

    @property
    def folder(self) -> Path:
        """Where everything is kept."""
        return self.project.folder / FOLDER

    @property
    def process(self) -> BackgroundProcess:
        """The process that holds the local AWS."""
        return BackgroundProcess(self.folder)

    @property
    def workspace(self) -> Path:
        """The copy of the project that Pulumi works in."""
        return self.folder / "project"

    # Commands

    def deploy(self, command: str, stack: str, *options: str) -> int:
        """Run `pulumi up` or `pulumi preview` on a stack, with everything that it needs made first.

        Returns:
            Pulumi's exit code.

        Raises:
            ProjectError: The stack's configuration can't be used; nothing has been started then.
        """
        self.project.check_deployable(stack)
        endpoints = self._started()
        self._prepare(endpoints, stack)
        return self._pulumi(endpoints, stack, command, *options)

    def refresh(self, stack: str) -> int:
        """Run `pulumi refresh` on a stack: bring its state up to what the local AWS says."""
        endpoints = self.running()
        self._prepare(endpoints, stack)
        return self._pulumi(endpoints, stack, "refresh", "--yes", "--skip-preview")

    def down(self, stacks: Sequence[str]) -> int:
        """Destroy stacks, all if none is named; with the last one, end the local AWS and remove the sandbox's files."""
        endpoints = self.process.find()
        if not endpoints:
            self.discard()
            return 0
        for stack in stacks or self.stacks():
            self._prepare(endpoints, stack)
            # The preview refuses what is protected, before anything else is gone.
            for command in (("destroy", "--yes"), ("stack", "rm", "--yes")):
                if code := self._pulumi(endpoints, stack, *command):
                    return code
        if not self.stacks():
            self.discard()
        return 0

    def discard(self) -> None:
        """End the local AWS and remove the sandbox's files, whatever is deployed in it."""
        with suppress(ProcessError):  # it can't be found, and ends by itself once its folder is gone
            self.process.stop()
        shutil.rmtree(self.folder, ignore_errors=True)  # it may still have been writing
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def execute(self, stack: str, command: Sequence[str]) -> None:
        """Become a command that runs in the sandbox's environment."""
        environment = self.environment(self.running(), stack)
        if list(command[:2]) == ["pulumi", "config"]:  # what is set is meant for the project, not for our copy of it
            environment["PULUMI_OPTION_CONFIG_FILE"] = str(self.project.config_file(stack))
        try:
            os.execvpe(command[0], list(command), environment)  # noqa: S606 - a command that the user gives
        except OSError as error:
            raise CommandNotFoundError(f"{command[0]}: {error.strerror}; use a command that is on PATH") from error

    def stacks(self) -> list[str]:
        """Return the stacks that exist in the sandbox."""
        return sorted(file.stem for file in (self.folder / "state/.pulumi/stacks" / self.project.name).glob("*.json"))

    def files(self, stack: str) -> recovery.StackFiles:
        """Return where a stack's state is kept."""
        return recovery.StackFiles(self.folder / "state", self.project.name, stack)

    def running(self) -> Endpoints:
        """Return where the local AWS answers.

        Raises:
            NotRunningError: It does not run.
        """
        if endpoints := self.process.find():
            return endpoints
        lost = ": its process ended, and what was deployed went with it" if self.stacks() else ""
        raise NotRunningError(f"the sandbox does not run{lost}; `strongroom-sandbox up` starts it")

    def environment(self, endpoints: Endpoints, stack: str) -> dict[str, str]:
        """Return the environment in which every Pulumi command and AWS client is about this sandbox."""
        cli = find_pulumi()
        return {
            **without_the_users_own(os.environ),
            **aws_environment(endpoints.aws_url, self.project.region(stack)),
            **pulumi_environment(cli, self.folder, endpoints.providers),
            "PULUMI_OPTION_CWD": str(self.workspace),
            "PULUMI_STACK": stack,
        }

    # Steps

    def _started(self) -> Endpoints:
        if endpoints := self.process.find():
            return endpoints
        if self.stacks():
            self.report(
                "The local AWS of the last session has ended, and what was deployed in it is gone: starting anew."
            )
            if words := self.process.last_words():
                self.report(words)
        find_pulumi()  # a first build takes minutes: before anything else is started
        self.report("Starting the local AWS.")
        return self.process.start()

    def _prepare(self, endpoints: Endpoints, stack: str) -> None:
        """Bring the copy of the project up to date, make the stack, and put right what a killed run left behind."""
        with FileLock(self.folder / "prepare.lock"):  # two commands that start at once would make the stack twice
            files = self.files(stack)
            locked = recovery.locked_by_the_dead(files)
            restored = recovery.restore_checkpoint(files)
            if restored:
                self.report(f"The state of stack {stack} was damaged, and was restored from its backup.")
            recovery.discard_empty(files, self.process.journal)
            self.project.copy_to(self.workspace, stack)
            if not files.checkpoint.exists():
                self._quietly(endpoints, stack, "stack", "init", stack)
                return
            if locked:
                self._quietly(endpoints, stack, "cancel", "--yes")
            self._recover(endpoints, stack, files, restored)

    def _recover(self, endpoints: Endpoints, stack: str, files: recovery.StackFiles, restored: bool) -> None:
        deployment = files.deployment()
        if restored or recovery.is_unfinished(deployment):
            self.report("The last run did not finish; continuing from where it stopped.")
            lost = files.urns if restored else None
            recovery.remove_orphans(deployment, self.process.journal, endpoints.providers, self.report, lost)
            self._quietly(endpoints, stack, "refresh", "--yes", "--skip-preview", "--clear-pending-creates")

    def _quietly(self, endpoints: Endpoints, stack: str, *arguments: str) -> None:
        environment = self.environment(endpoints, stack)
        environment.pop("PULUMI_STACK")  # `stack init` and the rest name it
        named = [] if arguments[0] == "stack" else ["--stack", stack]
        done = subprocess.run(
            ["pulumi", *arguments, *named, "--non-interactive"],  # noqa: S607 - the one that the environment leads to
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            self._report_full_disk()
            raise NotRunningError(f"pulumi {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")

    def _pulumi(self, endpoints: Endpoints, stack: str, *arguments: str) -> int:
        """Run Pulumi in the foreground, and notice if the local AWS ends meanwhile.

        A signal that ends this process interrupts Pulumi, which finishes what it has begun, or stops at once if
        another one follows. The exit code is 128 plus the signal's number then.
        """
        environment = self.environment(endpoints, stack)
        with noted_signals() as signals:  # SIG_IGN would be inherited by Pulumi
            pulumi = subprocess.Popen(["pulumi", *arguments], env=environment)  # noqa: S607
            code = self._watch(pulumi, signals)
            if code:
                self._report_full_disk()
            return 128 + signals[0] if signals and code else code

    def _report_full_disk(self) -> None:
        if disk_is_full(self.folder):
            self.report(f"The disk of {self.folder} is full: free space on it, then run the command again.")

    def _watch(self, pulumi: "subprocess.Popen[bytes]", signals: Sequence[int]) -> int:
        lost_at, forwarded = None, 0
        while True:
            try:
                code = pulumi.wait(0.5)
                break
            except subprocess.TimeoutExpired:
                for number in signals[forwarded:]:
                    forwarded += 1
                    if number != signal.SIGINT or not reaches_children():
                        pulumi.terminate()  # which Pulumi takes as it does Ctrl-C
                if not self.process.alive():
                    lost_at = lost_at or time.monotonic()
                if lost_at and time.monotonic() - lost_at > _PATIENCE_SECONDS:
                    pulumi.kill()
        if not self.process.alive():
            raise LostError(
                "the local AWS ended unexpectedly, and what was deployed in it is gone; "
                f"`strongroom-sandbox up` starts anew\n{self.process.last_words()}".rstrip()
            )
        return code
