"""AWS Identity and Access Management."""

import json
from typing import Any
from urllib.parse import unquote

from ..resource import PLAIN, REPLACES, AutoName, Property, Resource
from ..session import Session
from ..wire import Props
from .tags import tag_dict, tag_list


class Role(Resource):
    """An IAM role."""

    token = "aws:iam/role:Role"
    taggable = True
    regional = False
    properties = {
        "name": Property(replace=True, autoname=AutoName(max_length=64)),
        "assumeRolePolicy": Property(form="json"),
        "description": PLAIN,
        "path": Property(default="/", replace=True),
        "maxSessionDuration": Property(default=3600),
        "permissionsBoundary": PLAIN,
        "forceDetachPolicies": Property(default=False),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the role. Its id is its name."""
        optional = {"description": "Description", "permissionsBoundary": "PermissionsBoundary"}
        aws.client("iam").create_role(
            RoleName=props["name"],
            AssumeRolePolicyDocument=props["assumeRolePolicy"],
            Path=props["path"],
            MaxSessionDuration=props["maxSessionDuration"],
            Tags=tag_list(tags),
            **{name: props[ours] for ours, name in optional.items() if ours in props},
        )
        return props["name"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the role."""
        role = aws.client("iam").get_role(RoleName=id)["Role"]
        return {
            "arn": role["Arn"],
            "name": role["RoleName"],
            "uniqueId": role["RoleId"],
            "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "assumeRolePolicy": policy_text(role["AssumeRolePolicyDocument"]),
            "description": role.get("Description") or None,
            "path": role["Path"],
            "maxSessionDuration": role["MaxSessionDuration"],
            "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
            "tags": tag_dict(role.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the role."""
        iam = aws.client("iam")
        if "assumeRolePolicy" in changed:
            iam.update_assume_role_policy(RoleName=id, PolicyDocument=props["assumeRolePolicy"])
        if {"description", "maxSessionDuration"} & changed:
            iam.update_role(
                RoleName=id,
                Description=props.get("description", ""),
                MaxSessionDuration=props["maxSessionDuration"],
            )
        if "permissionsBoundary" in changed:
            if boundary := props.get("permissionsBoundary"):
                iam.put_role_permissions_boundary(RoleName=id, PermissionsBoundary=boundary)
            else:
                iam.delete_role_permissions_boundary(RoleName=id)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the role, and first what is attached to it if the program says so."""
        iam = aws.client("iam")
        if known.get("forceDetachPolicies"):
            for policy in iam.list_attached_role_policies(RoleName=id)["AttachedPolicies"]:
                iam.detach_role_policy(RoleName=id, PolicyArn=policy["PolicyArn"])
            for name in iam.list_role_policies(RoleName=id)["PolicyNames"]:
                iam.delete_role_policy(RoleName=id, PolicyName=name)
        iam.delete_role(RoleName=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("iam").tag_role(RoleName=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("iam").untag_role(RoleName=id, TagKeys=keys)


class RolePolicy(Resource):
    """A policy inside an IAM role."""

    token = "aws:iam/rolePolicy:RolePolicy"
    regional = False
    properties = {
        "role": REPLACES,
        "name": Property(replace=True, autoname=AutoName(max_length=128)),
        "policy": Property(form="json"),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Put the policy into the role. Its id names both."""
        self._put(aws, props)
        return f"{props['role']}:{props['name']}"

    @staticmethod
    def _put(aws: Session, props: Props) -> None:
        aws.client("iam").put_role_policy(
            RoleName=props["role"], PolicyName=props["name"], PolicyDocument=props["policy"]
        )

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        role, name = id.split(":", 1)
        found = aws.client("iam").get_role_policy(RoleName=role, PolicyName=name)
        return {"role": role, "name": name, "policy": policy_text(found["PolicyDocument"])}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Take the policy out of the role."""
        role, name = id.split(":", 1)
        aws.client("iam").delete_role_policy(RoleName=role, PolicyName=name)


def policy_text(document: Any) -> str:
    """Return a policy as JSON text: boto3 decodes the documents that IAM answers with."""
    return unquote(document) if isinstance(document, str) else json.dumps(document)


RESOURCES = (Role(), RolePolicy())
