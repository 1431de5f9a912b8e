"""IAM: the password policy of an account, the roles that services have for themselves, and what finds roles."""

import re
from collections.abc import Mapping
from typing import Any, Final

from ..errors import ProviderError
from ..resource import CHOSEN, PLAIN, REPLACES, Function, Property, Resource, existing
from ..session import Session
from ..wire import Props
from .iam import policy_text
from .tags import tag_dict, tag_list

_PASSWORD_POLICY_ID: Final = "iam-account-password-policy"
_PASSWORDS: Final[Mapping[str, str]] = {
    "allowUsersToChangePassword": "AllowUsersToChangePassword",
    "hardExpiry": "HardExpiry",
    "maxPasswordAge": "MaxPasswordAge",
    "minimumPasswordLength": "MinimumPasswordLength",
    "passwordReusePrevention": "PasswordReusePrevention",
    "requireLowercaseCharacters": "RequireLowercaseCharacters",
    "requireNumbers": "RequireNumbers",
    "requireSymbols": "RequireSymbols",
    "requireUppercaseCharacters": "RequireUppercaseCharacters",
}


class AccountPasswordPolicy(Resource):
    """What passwords of IAM users have to be. An account has one."""

    token = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
    regional = False
    properties = {
        **dict.fromkeys(_PASSWORDS, CHOSEN),
        "allowUsersToChangePassword": Property(default=True),
        "minimumPasswordLength": Property(default=6),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the policy."""
        self.update(aws, _PASSWORD_POLICY_ID, props, frozenset())
        return _PASSWORD_POLICY_ID

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        if id != _PASSWORD_POLICY_ID:
            return None
        seen = aws.client("iam").get_account_password_policy()["PasswordPolicy"]
        told = {ours: seen.get(theirs) for ours, theirs in _PASSWORDS.items()}
        return {**told, "expirePasswords": seen["ExpirePasswords"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set the policy: AWS takes the whole of it."""
        wanted = {theirs: props[ours] for ours, theirs in _PASSWORDS.items() if props.get(ours) not in (None, 0)}
        aws.client("iam").update_account_password_policy(**wanted)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the policy: AWS's own holds again."""
        aws.client("iam").delete_account_password_policy()


class ServiceLinkedRole(Resource):
    """A role that is a service's own. Its id is its ARN."""

    token = "aws:iam/serviceLinkedRole:ServiceLinkedRole"
    taggable = True
    regional = False
    properties = {"awsServiceName": REPLACES, "customSuffix": REPLACES, "description": PLAIN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the role."""
        names = {"customSuffix": "CustomSuffix", "description": "Description"}
        optional = {theirs: props[ours] for ours, theirs in names.items() if props.get(ours)}
        made = aws.client("iam").create_service_linked_role(AWSServiceName=props["awsServiceName"], **optional)
        arn = made["Role"]["Arn"]
        if tags:
            with existing(arn):
                self.tag(aws, arn, props, tags)
        return arn

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the role."""
        role = aws.client("iam").get_role(RoleName=_name(id))["Role"]
        return {
            "arn": role["Arn"],
            "awsServiceName": role["Path"].strip("/").split("/")[-1],
            "createDate": role["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
            "customSuffix": role["RoleName"].partition("_")[2] or None,
            "description": role.get("Description") or None,
            "name": role["RoleName"],
            "path": role["Path"],
            "uniqueId": role["RoleId"],
            "tags": tag_dict(role.get("Tags")),
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the description."""
        aws.client("iam").update_role(RoleName=_name(id), Description=props.get("description", ""))

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Ask for the deletion and wait for it.

        Raises:
            ProviderError: The service still needs the role.
        """
        iam = aws.client("iam")
        task = iam.delete_service_linked_role(RoleName=_name(id))["DeletionTaskId"]
        status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
        if status["Status"] == "FAILED":
            raise ProviderError(f"{_name(id)} can't be deleted: {status['Reason']['Reason']}")

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("iam").tag_role(RoleName=_name(id), Tags=tag_list(tags))

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("iam").untag_role(RoleName=_name(id), TagKeys=keys)


def _name(arn: str) -> str:
    return arn.rpartition("/")[2]


def role(aws: Session, arguments: Props) -> Props:
    """Answer `aws.iam.get_role`."""
    seen = aws.client("iam").get_role(RoleName=arguments["name"])["Role"]
    return {
        "id": seen["RoleName"],
        "name": seen["RoleName"],
        "arn": seen["Arn"],
        "assumeRolePolicy": policy_text(seen["AssumeRolePolicyDocument"]),
        "createDate": seen["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": seen.get("Description", ""),
        "maxSessionDuration": seen["MaxSessionDuration"],
        "path": seen["Path"],
        "permissionsBoundary": seen.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        "roleLastUseds": [],
        "tags": tag_dict(seen.get("Tags")),
        "uniqueId": seen["RoleId"],
    }


def roles(aws: Session, arguments: Props) -> Props:
    """Answer `aws.iam.get_roles`: the roles below a path whose names a pattern finds something in."""
    prefix, pattern = arguments.get("pathPrefix") or "/", arguments.get("nameRegex") or ""
    pages = aws.client("iam").get_paginator("list_roles").paginate(PathPrefix=prefix)
    every: list[dict[str, Any]] = [one for page in pages for one in page["Roles"]]
    found = [one for one in every if re.search(pattern, one["RoleName"])]
    return {
        "id": aws.region,
        "arns": [one["Arn"] for one in found],
        "names": [one["RoleName"] for one in found],
        "nameRegex": arguments.get("nameRegex"),
        "pathPrefix": arguments.get("pathPrefix"),
    }


RESOURCES: Final = (AccountPasswordPolicy(), ServiceLinkedRole())
FUNCTIONS: Final = (
    Function("aws:iam/getRole:getRole", frozenset({"name"}), role),
    Function("aws:iam/getRoles:getRoles", frozenset({"nameRegex", "pathPrefix"}), roles),
)
