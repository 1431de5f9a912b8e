"""Signals that end a command."""

import signal
import subprocess
import sys

import pytest

PROGRAM = """
import signal, sys, time
from strongroom.sandbox.interrupts import interruptible, noted_signals

def run():
    try:
        print("started", flush=True)
        time.sleep(60)
    finally:
        print("cleaned up", flush=True)

sys.exit(interruptible(run))
"""


def start(program: str, *, ignored: signal.Signals | None = None) -> "subprocess.Popen[str]":
    def prepare() -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN if number == ignored else signal.SIG_DFL)

    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=prepare
    )
    assert process.stdout
    assert process.stdout.readline() == "started\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_a_command_with_one_line_after_its_clean_up(number: signal.Signals) -> None:
    process = start(PROGRAM)
    process.send_signal(number)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert output == "cleaned up\n"
    assert errors == f"Interrupted ({number.name}). Run the command again to continue.\n"


def test_signal_that_was_ignored_stays_ignored() -> None:
    process = start(PROGRAM, ignored=signal.SIGHUP)
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM


def test_second_signal_does_not_cut_the_clean_up_short() -> None:
    process = start(PROGRAM.replace('print("cleaned', 'print("cleaning", flush=True); time.sleep(0.5); print("cleaned'))
    process.send_signal(signal.SIGINT)
    assert process.stdout
    assert process.stdout.readline() == "cleaning\n"
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert output == "cleaned up\n"
    assert "Traceback" not in errors


def test_signals_that_a_child_receives_too_are_noted() -> None:
    process = start("""
import time
from strongroom.sandbox.interrupts import noted_signals
with noted_signals() as signals:
    print("started", flush=True)
    while not signals:
        time.sleep(0.01)
print(signals)
""")
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60)[0] == f"[{int(signal.SIGTERM)}]\n"
    assert process.returncode == 0
