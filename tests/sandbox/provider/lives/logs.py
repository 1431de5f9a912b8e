"""Amazon CloudWatch Logs."""

from .world import LOG_GROUP, Life

LIVES = (
    Life(
        token=LOG_GROUP,
        making=lambda world: {"name": world.name(), "retentionInDays": 30},
        changing=lambda world: {"retentionInDays": 7, "kmsKeyId": world.key()},
    ),
)
