"""Amazon EC2 Auto Scaling: groups, and what scales them and tells of them, in a file for each."""

from typing import Final

from . import groups, hooks, policies, schedules

RESOURCES: Final = (*groups.RESOURCES, *policies.RESOURCES, *schedules.RESOURCES, *hooks.RESOURCES)
