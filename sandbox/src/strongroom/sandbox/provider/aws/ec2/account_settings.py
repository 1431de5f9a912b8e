"""What is set of EC2 and EBS for a whole account and region. There is one of each in a region, whose name is its id."""

from collections.abc import Iterable, Mapping
from typing import Final

from ...resource import PLAIN, REPLACES, Property, Resource
from ...schema import Problem
from ...session import Session
from ...wire import Props

_UNBLOCKED: Final = "unblocked"
_NO_PREFERENCE: Final = "no-preference"
_ANY_HOPS: Final = -1
_MOST_HOPS: Final = 64


class EncryptionByDefault(Resource):
    """Whether new volumes are encrypted when nobody says so."""

    token = "aws:ebs/encryptionByDefault:EncryptionByDefault"
    properties = {"enabled": Property(default=True)}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Turn it on or off."""
        self.update(aws, aws.region, props, frozenset())
        return aws.region

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return whether it is on."""
        if id != aws.region:
            return None
        return {"enabled": aws.client("ec2").get_ebs_encryption_by_default()["EbsEncryptionByDefault"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Turn it on or off."""
        ec2 = aws.client("ec2")
        act = ec2.enable_ebs_encryption_by_default if props["enabled"] else ec2.disable_ebs_encryption_by_default
        act()

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Turn it off."""
        aws.client("ec2").disable_ebs_encryption_by_default()


class DefaultKmsKey(Resource):
    """The key that encrypts volumes for which nobody names one. Its id is the key's ARN."""

    token = "aws:ebs/defaultKmsKey:DefaultKmsKey"
    properties = {"keyArn": REPLACES}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the key."""
        return aws.client("ec2").modify_ebs_default_kms_key_id(KmsKeyId=props["keyArn"])["KmsKeyId"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the key; once another is set, this setting is gone."""
        seen = aws.client("ec2").get_ebs_default_kms_key_id()["KmsKeyId"]
        return {"keyArn": seen} if seen == id else None

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Go back to AWS's own key."""
        aws.client("ec2").reset_ebs_default_kms_key_id()


class SnapshotBlockPublicAccess(Resource):
    """Whether snapshots may be shared with everybody."""

    token = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"
    properties = {"state": PLAIN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set whether they may."""
        self.update(aws, aws.region, props, frozenset())
        return aws.region

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return whether they may."""
        if id != aws.region:
            return None
        return {"state": aws.client("ec2").get_snapshot_block_public_access_state()["State"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set whether they may."""
        if props["state"] == _UNBLOCKED:
            aws.client("ec2").disable_snapshot_block_public_access()
        else:
            aws.client("ec2").enable_snapshot_block_public_access(State=props["state"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Let them be shared."""
        aws.client("ec2").disable_snapshot_block_public_access()


class ImageBlockPublicAccess(Resource):
    """Whether images may be shared with everybody. Its id is the account's."""

    token = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"
    properties = {"state": PLAIN}

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set whether they may."""
        self.update(aws, aws.account_id, props, frozenset({"state"}))
        return aws.account_id

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return whether they may."""
        if id != aws.account_id:
            return None
        return {"state": aws.client("ec2").get_image_block_public_access_state()["ImageBlockPublicAccessState"]}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Set whether they may."""
        if props["state"] == _UNBLOCKED:
            aws.client("ec2").disable_image_block_public_access()
        else:
            aws.client("ec2").enable_image_block_public_access(ImageBlockPublicAccessState=props["state"])

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Leave it as it is, as the official provider does."""


_METADATA: Final[Mapping[str, str]] = {
    "httpEndpoint": "HttpEndpoint",
    "httpPutResponseHopLimit": "HttpPutResponseHopLimit",
    "httpTokens": "HttpTokens",
    "instanceMetadataTags": "InstanceMetadataTags",
}
_DEFAULTS: Final[Props] = {
    name: _ANY_HOPS if name == "httpPutResponseHopLimit" else _NO_PREFERENCE for name in _METADATA
}


class InstanceMetadataDefaults(Resource):
    """What new instances have of metadata options that nobody gives."""

    token = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
    properties = {name: Property(default=value) for name, value in _DEFAULTS.items()}

    def problems(self, props: Props) -> Iterable[Problem]:
        """Return a number of hops that AWS does not take."""
        hops = props.get("httpPutResponseHopLimit")
        if isinstance(hops, int) and hops != _ANY_HOPS and not 1 <= hops <= _MOST_HOPS:
            yield Problem("httpPutResponseHopLimit", f"give {_ANY_HOPS} or 1 to {_MOST_HOPS}, not {hops}")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Set the options."""
        self._set(aws, props)
        return aws.region

    @staticmethod
    def _set(aws: Session, props: Props) -> None:
        wanted = {theirs: props[ours] for ours, theirs in _METADATA.items()}
        aws.client("ec2").modify_instance_metadata_defaults(**wanted)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the options; those that nobody has set don't exist."""
        seen = aws.client("ec2").get_instance_metadata_defaults()["AccountLevel"]
        told = {ours: seen[theirs] for ours, theirs in _METADATA.items() if theirs in seen}
        return {**_DEFAULTS, **told} if told and id == aws.region else None

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change the options."""
        self._set(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Set no preference any more."""
        self._set(aws, _DEFAULTS)


RESOURCES: Final = (
    EncryptionByDefault(),
    DefaultKmsKey(),
    SnapshotBlockPublicAccess(),
    ImageBlockPublicAccess(),
    InstanceMetadataDefaults(),
)
