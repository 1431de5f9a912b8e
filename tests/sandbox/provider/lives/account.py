"""What is set of a whole account."""

from strongroom.sandbox.provider.wire import Props

from .world import Life, World

ENCRYPTION_BY_DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault"
DEFAULT_KEY = "aws:ebs/defaultKmsKey:DefaultKmsKey"
SNAPSHOTS = "aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"
IMAGES = "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"
METADATA = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults"
PUBLIC_ACCESS = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
PASSWORDS, SERVICE_ROLE = (
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
)


def service_role(world: World) -> Props:
    """Return the inputs of a role that nothing has the name of."""
    return {
        "awsServiceName": "autoscaling.amazonaws.com",
        "customSuffix": world.name(),
        "description": "Starts instances",
    }


LIVES = (
    Life(
        token=ENCRYPTION_BY_DEFAULT,
        making=lambda _: {},
        changing=lambda _: {"enabled": False},
        kept=True,
    ),
    Life(token=DEFAULT_KEY, making=lambda world: {"keyArn": world.key()}),
    Life(
        token=SNAPSHOTS,
        making=lambda _: {"state": "block-all-sharing"},
        changing=lambda _: {"state": "unblocked"},
        kept=True,
    ),
    Life(
        token=IMAGES,
        making=lambda _: {"state": "block-new-sharing"},
        changing=lambda _: {"state": "unblocked"},
        kept=True,
    ),
    Life(
        token=METADATA,
        making=lambda _: {"httpTokens": "required"},
        changing=lambda _: {
            "httpTokens": "optional",
            "httpEndpoint": "enabled",
            "instanceMetadataTags": "disabled",
            "httpPutResponseHopLimit": 2,
        },
    ),
    Life(
        token=PUBLIC_ACCESS,
        making=lambda _: {"blockPublicAcls": True, "ignorePublicAcls": True},
        changing=lambda _: (
            {"blockPublicAcls": False, "blockPublicPolicy": True, "restrictPublicBuckets": True}
            | {"ignorePublicAcls": False}
        ),
        missing="123456789012",
    ),
    Life(
        token=PASSWORDS,
        making=lambda _: {"minimumPasswordLength": 14, "requireSymbols": True, "maxPasswordAge": 90},
        changing=lambda _: {
            "allowUsersToChangePassword": False,
            "hardExpiry": True,
            "maxPasswordAge": 60,
            "minimumPasswordLength": 16,
            "passwordReusePrevention": 24,
            "requireLowercaseCharacters": True,
            "requireNumbers": True,
            "requireSymbols": False,
            "requireUppercaseCharacters": True,
        },
    ),
    Life(
        token=SERVICE_ROLE,
        making=service_role,
        changing=lambda _: {"description": "Ends instances"},
        missing="arn:aws:iam::123456789012:role/aws-service-role/it/it-12345678",
    ),
)
