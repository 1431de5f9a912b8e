"""AWS Identity and Access Management."""

import json
import secrets
from typing import Any, Final
from urllib.parse import unquote

from ..resource import CHOSEN_ONCE, PLAIN, REPLACES, AutoName, Property, Resource, only
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


_MOST_VERSIONS: Final = 5


class Policy(Resource):
    """A managed policy."""

    token = "aws:iam/policy:Policy"
    taggable = True
    regional = False
    properties = {
        "name": Property(replace=True, computed=True, autoname=AutoName(max_length=128)),
        "namePrefix": CHOSEN_ONCE,
        "description": REPLACES,
        "path": Property(default="/", replace=True),
        "policy": Property(form="json"),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the policy. Its id is its ARN."""
        made = aws.client("iam").create_policy(
            PolicyName=_name(props),
            Path=props["path"],
            PolicyDocument=props["policy"],
            Description=props.get("description", ""),
            Tags=tag_list(tags),
        )
        return made["Policy"]["Arn"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy, as its default version says."""
        iam = aws.client("iam")
        policy = iam.get_policy(PolicyArn=id)["Policy"]
        version = iam.get_policy_version(PolicyArn=id, VersionId=policy["DefaultVersionId"])["PolicyVersion"]
        return {
            "arn": id,
            "attachmentCount": policy["AttachmentCount"],
            "description": policy.get("Description") or None,
            "name": policy["PolicyName"],
            "path": policy["Path"],
            "policy": policy_text(version["Document"]),
            "policyId": policy["PolicyId"],
            "tags": tag_dict(policy.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Add a version, which becomes the default one, in the place of the oldest if there are as many as can be."""
        iam = aws.client("iam")
        others = _other_versions(iam, id)
        if len(others) + 1 >= _MOST_VERSIONS:
            oldest = min(others, key=lambda version: int(version.removeprefix("v")))
            iam.delete_policy_version(PolicyArn=id, VersionId=oldest)
        iam.create_policy_version(PolicyArn=id, PolicyDocument=props["policy"], SetAsDefault=True)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the policy, and first its other versions."""
        iam = aws.client("iam")
        for version in _other_versions(iam, id):
            iam.delete_policy_version(PolicyArn=id, VersionId=version)
        iam.delete_policy(PolicyArn=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("iam").tag_policy(PolicyArn=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("iam").untag_policy(PolicyArn=id, TagKeys=keys)


def _other_versions(iam: Any, arn: str) -> list[str]:
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    return [version["VersionId"] for version in versions if not version["IsDefaultVersion"]]


def _name(props: Props) -> str:
    return props.get("name") or f"{props['namePrefix']}{secrets.token_hex(13)}"


class RolePolicyAttachment(Resource):
    """A managed policy that a role has."""

    token = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    regional = False
    properties = {"role": REPLACES, "policyArn": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Attach the policy. The id names both."""
        aws.client("iam").attach_role_policy(RoleName=props["role"], PolicyArn=props["policyArn"])
        return f"{props['role']}/{props['policyArn']}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the attachment."""
        role, _, policy = id.partition("/")
        pages = aws.client("iam").get_paginator("list_attached_role_policies").paginate(RoleName=role)
        found = [each["PolicyArn"] for page in pages for each in page["AttachedPolicies"]]
        return {"role": role, "policyArn": only([arn for arn in found if arn == policy])}

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Detach the policy."""
        role, _, policy = id.partition("/")
        aws.client("iam").detach_role_policy(RoleName=role, PolicyArn=policy)


class InstanceProfile(Resource):
    """What gives a role to an EC2 instance."""

    token = "aws:iam/instanceProfile:InstanceProfile"
    taggable = True
    regional = False
    properties = {
        "name": Property(replace=True, computed=True, autoname=AutoName(max_length=128)),
        "namePrefix": CHOSEN_ONCE,
        "path": Property(default="/", replace=True),
        "role": Property(after_create=True),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the profile. Its id is its name."""
        name = _name(props)
        aws.client("iam").create_instance_profile(InstanceProfileName=name, Path=props["path"], Tags=tag_list(tags))
        return name

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the profile."""
        profile = aws.client("iam").get_instance_profile(InstanceProfileName=id)["InstanceProfile"]
        return {
            "arn": profile["Arn"],
            "createDate": profile["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "name": id,
            "path": profile["Path"],
            "role": next((role["RoleName"] for role in profile["Roles"]), None),
            "tags": tag_dict(profile.get("Tags")),
            "uniqueId": profile["InstanceProfileId"],
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the role: a profile has one at a time."""
        self._take_role(aws, id)
        if role := props.get("role"):
            aws.client("iam").add_role_to_instance_profile(InstanceProfileName=id, RoleName=role)

    @staticmethod
    def _take_role(aws: Session, id: str) -> None:
        iam = aws.client("iam")
        for role in iam.get_instance_profile(InstanceProfileName=id)["InstanceProfile"]["Roles"]:
            iam.remove_role_from_instance_profile(InstanceProfileName=id, RoleName=role["RoleName"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the profile, and first take its role."""
        self._take_role(aws, id)
        aws.client("iam").delete_instance_profile(InstanceProfileName=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("iam").tag_instance_profile(InstanceProfileName=id, Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("iam").untag_instance_profile(InstanceProfileName=id, TagKeys=keys)


RESOURCES: Final = (Role(), RolePolicy(), Policy(), RolePolicyAttachment(), InstanceProfile())
