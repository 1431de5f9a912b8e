"""The alarms on what a trail records of keys and secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from strongroom.core import Input
from strongroom.observability._alarms._alarm_set import AlarmSet
from strongroom.observability._alarms._log_patterns import LogPattern
from strongroom.observability._alarms._logs import LogGroupName
from strongroom.observability._alarms._model import Alarm, Severity
from strongroom.observability._alarms._set_args import AlarmSetArgs
from strongroom.observability._alarms._types import Count

NAMESPACE = "Strongroom/Trail"
"""The namespace of the metrics that count what a trail records."""


@dataclass(frozen=True)
class Recorded:
    """Something that a trail records of a service."""

    threshold: str
    """The input that holds how often is too often."""
    service: str
    """The service, as the trail calls it."""
    event: str
    """What the trail calls what happened."""
    severity: Severity
    """How bad it is."""
    description: str
    """What is wrong, and what to do about it."""


def recorded_patterns(args: AlarmSetArgs, recorded: Mapping[str, Recorded]) -> dict[str, LogPattern]:
    """Return what is looked for in a trail, by the names of the alarms.

    Args:
        args: Inputs of the set.
        recorded: What may be looked for.
    """
    return {
        name: LogPattern(
            pattern=f'{{ ($.eventSource = "{each.service}") && ($.eventName = "{each.event}") }}',
            threshold=threshold,
            severity=each.severity,
            description=each.description,
        )
        for name, each in recorded.items()
        if (threshold := getattr(args, each.threshold)) is not None
    }


class TrailAlarmsArgs(AlarmSetArgs):
    """Inputs of the sets that watch what a trail records."""

    log_group_name: Input[LogGroupName]
    """Name of the log group that the account's trail writes to; a multi-region trail tells of all regions.

    The trail must record management events, and for keys must not exclude those of KMS.
    """

    @property
    def recorded(self) -> Mapping[str, Recorded]:
        """The events that the set has an alarm for, by the name of the alarm."""
        raise NotImplementedError

    @property
    def patterns(self) -> Mapping[str, LogPattern]:
        """What is looked for in the trail, by the name of its alarm."""
        return recorded_patterns(self, self.recorded)

    @property
    def empty_fields(self) -> Sequence[str]:
        """Names of the inputs of which each adds an alarm to the set, if it is empty."""
        return [each.threshold for each in self.recorded.values()]

    @property
    def presets(self) -> Mapping[str, Alarm]:
        """The alarms of the set, before `overrides`, by name."""
        return {name: pattern.alarm(NAMESPACE, name) for name, pattern in self.patterns.items()}


class KeyAlarmsArgs(TrailAlarmsArgs):
    """Inputs of `KeyAlarms`. A threshold that is None turns its alarm off."""

    deletions: Count | None = 1
    """`key-deletion`: deletions of keys scheduled in 5 minutes, from which on it is too many. Default: 1."""

    disablings: Count | None = 1
    """`key-disabled`: keys disabled in 5 minutes, from which on it is too many. Default: 1."""

    rotations_off: Count | None = 1
    """`key-rotation-off`: keys whose rotation was turned off in 5 minutes, from which on it is too many. Default: 1."""

    @property
    def recorded(self) -> Mapping[str, Recorded]:
        """The events that the set has an alarm for, by the name of the alarm."""
        return _KEYS


class SecretAlarmsArgs(TrailAlarmsArgs):
    """Inputs of `SecretAlarms`. A threshold that is None turns its alarm off."""

    rotation_failures: Count | None = 1
    """`rotation-failed`: rotations that failed in 5 minutes, from which on it is too many. Default: 1."""

    deletions: Count | None = 1
    """`secret-deletion`: secrets deleted, or their deletion scheduled, in 5 minutes, from which on it is too many.
    Default: 1."""

    rotations_off: Count | None = 1
    """`rotation-off`: secrets whose rotation was turned off in 5 minutes, from which on it is too many. Default: 1."""

    @property
    def recorded(self) -> Mapping[str, Recorded]:
        """The events that the set has an alarm for, by the name of the alarm."""
        return _SECRETS


# https://docs.aws.amazon.com/kms/latest/developerguide/understanding-kms-entries.html
_KMS = "kms.amazonaws.com"
_KEYS: Mapping[str, Recorded] = {
    "key-deletion": Recorded(
        "deletions",
        _KMS,
        "ScheduleKeyDeletion",
        "critical",
        "The deletion of a KMS key was scheduled; what it encrypts is lost with it. If nobody meant it, run aws kms "
        "cancel-key-deletion and aws kms enable-key now, and find in the trail who did it.",
    ),
    "key-disabled": Recorded(
        "disablings",
        _KMS,
        "DisableKey",
        "critical",
        "A KMS key was disabled; what it encrypts can't be read. If nobody meant it, run aws kms enable-key now, and "
        "find in the trail who did it.",
    ),
    "key-rotation-off": Recorded(
        "rotations_off",
        _KMS,
        "DisableKeyRotation",
        "warning",
        "The rotation of a KMS key was turned off (KMS.4). If nobody meant it, run aws kms enable-key-rotation, and "
        "find in the trail who did it.",
    ),
}

# https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html
_SECRETS_MANAGER = "secretsmanager.amazonaws.com"
_SECRETS: Mapping[str, Recorded] = {
    "rotation-failed": Recorded(
        "rotation_failures",
        _SECRETS_MANAGER,
        "RotationFailed",
        "critical",
        "The rotation of a secret failed (SecretsManager.2). See the log of its rotation function for the step that "
        "fails; until it is mended, the secret stays as old as it is.",
    ),
    "secret-deletion": Recorded(
        "deletions",
        _SECRETS_MANAGER,
        "DeleteSecret",
        "critical",
        "A secret was deleted, or will be at the end of its recovery window. If nobody meant it, run aws "
        "secretsmanager restore-secret now, and find in the trail who did it.",
    ),
    "rotation-off": Recorded(
        "rotations_off",
        _SECRETS_MANAGER,
        "CancelRotateSecret",
        "warning",
        "The rotation of a secret was turned off (SecretsManager.1). If nobody meant it, turn it on again with aws "
        "secretsmanager rotate-secret, and find in the trail who did it.",
    ),
}


class KeyAlarms(AlarmSet):
    """The alarms on keys: told when a KMS key of the account is to be deleted, disabled, or no longer rotated.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: What is watched.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "key-alarms"

    def __init__(self, name: str, args: KeyAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._watch_log(args, args.log_group_name, args.patterns, NAMESPACE)
        self.publish()


class SecretAlarms(AlarmSet):
    """The alarms on secrets: told when a rotation fails, and when a secret is to be deleted or no longer rotated.

    Args:
        name: Name of the set; the names of its alarms start with it.
        args: What is watched.
        opts: Options of the component, passed on to its parts.

    Raises:
        InputError: The name or the arguments can't be used.
    """

    _kind = "secret-alarms"

    def __init__(self, name: str, args: SecretAlarmsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self._watch_log(args, args.log_group_name, args.patterns, NAMESPACE)
        self.publish()
