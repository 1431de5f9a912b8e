"""Lambda: functions of Python really run; what moto forgets of functions and their policies is kept."""

from moto.core.config import default_user_config

from . import configuration, invocations, permissions


def install() -> None:
    """Choose moto's functions that need no containers, and add what they lack."""
    default_user_config["lambda"] = {"use_docker": False}
    for part in (configuration, invocations, permissions):
        part.install()
