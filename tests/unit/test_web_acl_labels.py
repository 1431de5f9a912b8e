"""The rules and labels of managed rule groups, compared with those that the sandbox serves."""

from strongroom.edge._web_acl_labels import RULES, label
from strongroom.edge._web_acl_rules import MANAGED_NAMES
from strongroom.sandbox.moto_extensions.wafv2.managed_groups import GROUPS


def test_rules_with_path_exceptions_are_those_of_the_managed_groups() -> None:
    for field, names in RULES.items():
        group = GROUPS[MANAGED_NAMES[field]]
        assert set(names) == set(group.rules)
        assert all(label(field, name).startswith(f"awswaf:managed:aws:{group.label}:") for name in names)
