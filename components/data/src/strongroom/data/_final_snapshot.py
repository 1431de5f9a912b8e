"""Name of the final snapshot that RDS takes when it deletes a database."""

from collections.abc import Mapping
from typing import Any, cast

import pulumi
import pulumi_random as random

from strongroom.core import json_dumps
from strongroom.data._database_scope import DatabaseScope

REPLACED_BY = frozenset(
    [
        *("availability_zone", "availability_zones", "backup_target", "character_set_name", "cluster_identifier"),
        *("cluster_identifier_prefix", "cluster_scalability_type", "custom_iam_instance_profile", "database_name"),
        *("db_name", "db_subnet_group_name", "db_system_id", "engine", "engine_mode", "identifier", "kms_key_id"),
        *("master_username", "nchar_character_set_name", "restore_to_point_in_time", "s3_import"),
        *("snapshot_identifier", "source_region", "storage_encrypted", "timezone", "username"),
    ]
)
"""Inputs of an RDS instance or cluster whose change replaces it."""


def final_snapshot_inputs(scope: DatabaseScope, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the inputs that name the final snapshot of an instance or a cluster.

    The name ends in a random suffix that changes whenever the database is replaced: RDS cannot delete a database while
    a snapshot with the name of its final snapshot exists.

    Args:
        scope: The database.
        inputs: The other inputs of the instance or cluster.
    """
    if not scope.plan.final_snapshot:
        return {"skip_final_snapshot": True}
    keepers = {name: _text(inputs[name]) for name in sorted(REPLACED_BY & inputs.keys()) if inputs[name] is not None}
    # The subnet group of a new VPC may have the name of the old one.
    keepers["vpc_id"] = scope.args.vpc_id
    suffix = random.RandomId(scope.child("final-snapshot"), byte_length=4, keepers=keepers, opts=scope.opts())
    name = suffix.hex.apply(lambda hex_: f"{scope.identifier}-final-{hex_}")
    return {"skip_final_snapshot": False, "final_snapshot_identifier": name}


def _text(value: Any) -> pulumi.Input[str]:
    if isinstance(value, pulumi.Output):
        return cast("pulumi.Output[str]", value)
    return value if isinstance(value, str) else json_dumps(value)
