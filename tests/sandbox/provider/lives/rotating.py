"""A function that rotates a secret: what AWS's own functions do, with the secret itself as what it opens."""

import json
from typing import Any, cast

import boto3


def _has_value(secrets: Any, secret_id: str, token: str) -> bool:
    try:
        secrets.get_secret_value(SecretId=secret_id, VersionId=token, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        return False
    return True


def handler(event: dict[str, str], context: object) -> None:
    """Take one step of a rotation."""
    secrets = cast("Any", boto3).client("secretsmanager")
    secret_id, token = event["SecretId"], event["ClientRequestToken"]
    stages: dict[str, list[str]] = secrets.describe_secret(SecretId=secret_id)["VersionIdsToStages"]
    if "AWSPENDING" not in stages[token]:
        raise ValueError(f"the version {token} is not pending")
    print(json.dumps({"step": event["Step"]}))
    match event["Step"]:
        case "createSecret":
            if _has_value(secrets, secret_id, token):  # from an attempt that failed later
                return
            password = secrets.get_random_password(PasswordLength=40, ExcludePunctuation=True)["RandomPassword"]
            secrets.put_secret_value(
                SecretId=secret_id, ClientRequestToken=token, SecretString=password, VersionStages=["AWSPENDING"]
            )
        case "testSecret":
            secrets.get_secret_value(SecretId=secret_id, VersionId=token, VersionStage="AWSPENDING")
        case "finishSecret":
            (current,) = [version for version, labels in stages.items() if "AWSCURRENT" in labels]
            secrets.update_secret_version_stage(
                SecretId=secret_id,
                VersionStage="AWSCURRENT",
                MoveToVersionId=token,
                RemoveFromVersionId=current,
            )
        case "setSecret":  # it opens nothing that it would have to be set in
            pass
        case step:
            raise ValueError(f"there is no step {step}")
