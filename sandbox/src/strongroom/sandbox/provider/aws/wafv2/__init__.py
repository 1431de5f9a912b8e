"""AWS WAF, in a file for each part of it."""

from typing import Final

from . import acls, associations, logging, rule_groups, sets

RESOURCES: Final = (
    *acls.RESOURCES,
    *associations.RESOURCES,
    *logging.RESOURCES,
    *rule_groups.RESOURCES,
    *sets.RESOURCES,
)
