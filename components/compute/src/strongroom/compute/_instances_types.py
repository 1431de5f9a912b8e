"""Named types of instances: values that EC2, Auto Scaling and IAM constrain."""

import re
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from strongroom.core import IdentityPolicy, RuleError, pattern

Architecture: TypeAlias = Literal["x86_64", "arm64"]
"""What an instance's processors understand."""

USER_DATA_BYTES = 16_384
"""Bytes that an instance's user data can have."""

_INSTANCE_TYPE = re.compile(
    r"(?P<family>[a-z]+)(?P<generation>\d+)?(?P<attributes>[a-z]*(-[a-z0-9]+)?)"
    r"\.(nano|micro|small|medium|large|xlarge|\d+xlarge|metal|metal-\d+xl)"
)
# Characters that YAML does not allow.
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[A-Z0-9]{16}\b")


def architecture_of(instance_type: str) -> Architecture:
    """Tell what the processors of an instance type understand.

    Those of Graviton have a `g` among the letters after the generation.
    https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html

    Args:
        instance_type: The type, such as `m7g.large`.

    Raises:
        RuleError: It is no type of instance.
    """
    found = _INSTANCE_TYPE.fullmatch(instance_type)
    if found is None or found["family"] == "mac":
        reason = "must be a type of instance that runs Linux: family and generation, a dot and the size"
        raise RuleError(reason, "use for example m7g.large", instance_type)
    graviton = "g" in found["attributes"] or (found["family"], found["generation"]) == ("a", "1")
    return "arm64" if graviton else "x86_64"


def _instance_type(value: str) -> str:
    architecture_of(value)
    return value


def encodable(value: str) -> str:
    """Refuse text that UTF-8 can't encode.

    Raises:
        RuleError: The text has lone surrogates.
    """
    try:
        value.encode()
    except UnicodeEncodeError:
        raise RuleError("must be text that UTF-8 can encode", "remove lone surrogates (U+D800 to U+DFFF)") from None
    return value


def _user_data(value: str) -> str:
    size = len(encodable(value).encode())
    if value.startswith("#cloud-config") and (found := _UNREADABLE.search(value)):
        reason = f"must be YAML that cloud-init can parse, and has the character U+{ord(found[0]):04X}"
        raise RuleError(reason, "remove it, or write it as an escape in double quotes")
    if not value.strip() or size > USER_DATA_BYTES:
        reason = f"must be 1 to {USER_DATA_BYTES:,} bytes of text, and has {size:,}"
        raise RuleError(reason, "keep what is large in S3, and fetch it from there")
    refuse_secrets(value)
    return value


def refuse_secrets(value: str) -> str:
    """Let no text pass that shows a private key or an access key.

    Raises:
        RuleError: It does; the message doesn't repeat it.
    """
    if _SECRET.search(value):
        reason = "holds a private key or an access key, which everyone could read who may describe launch templates"
        raise RuleError(reason, "keep it in Secrets Manager, and let the instance read it with its role")
    return value


def _absolute(value: str) -> str:
    if ".." in value.split("/"):
        raise RuleError("must not lead upwards", "write the path without ..", value)
    return value


DeviceName: TypeAlias = Annotated[
    str, pattern(r"/dev/(sd[b-z]|xvd[b-z])", "the name of a device, not the first one", "/dev/sdf")
]
"""The name of a device for a further volume, such as `/dev/sdf`.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html
"""

FilePath: TypeAlias = Annotated[
    str,
    pattern(r"(?=.{2,128}$)(/[A-Za-z0-9._+@*-]+)+", "the full path of a file, of at most 128 characters", "/etc/motd"),
    AfterValidator(_absolute),
]
"""The full path of a file on an instance: letters of English, digits and `. _ + @ - * /`."""

ImageId: TypeAlias = Annotated[str, pattern(r"ami-[0-9a-f]{8,17}", "the id of an AMI", "ami-0123456789abcdef0")]
"""The id of an Amazon Machine Image."""

InstanceType: TypeAlias = Annotated[str, AfterValidator(_instance_type), Field(examples=["m7g.large"])]
"""A type of instance that runs Linux, such as `m7g.large`.

https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
"""

LinuxUser: TypeAlias = Annotated[str, pattern(r"[a-z_][a-z0-9_-]{0,31}", "the name of a Linux user", "web")]
"""The name of a user or group of Linux."""

PackageName: TypeAlias = Annotated[
    str, pattern(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,127}", "the name of a package", "java-21-amazon-corretto-headless")
]
"""The name of a package of Amazon Linux, optionally with its version."""

PolicyText: TypeAlias = IdentityPolicy
"""The JSON of an identity policy that IAM accepts, and that allows only actions that it names (IAM.1, IAM.21)."""

RootDeviceName: TypeAlias = Annotated[
    str, pattern(r"/dev/(xvda|sda1|nvme0n1)", "the name of a root device", "/dev/xvda")
]
"""The name of the root device of an AMI."""

TemplateUserData: TypeAlias = Annotated[str, AfterValidator(_user_data)]
"""User data as cloud-init reads it, at most 16 KB, without secrets.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
"""
