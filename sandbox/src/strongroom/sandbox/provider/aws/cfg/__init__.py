"""AWS Config, in a file for each group of types."""

from typing import Final

from . import aggregation, packs, recorders, rules

RESOURCES: Final = (*recorders.RESOURCES, *rules.RESOURCES, *packs.RESOURCES, *aggregation.RESOURCES)
