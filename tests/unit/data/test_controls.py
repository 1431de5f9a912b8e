"""The controls that keys, buckets, secrets and databases meet by default, each shown on what is registered."""

import json
from typing import Any, get_args

from recording import Recorder

from strongroom.data import EncryptionKey, EncryptionKeyArgs, KeyService

EVERY_SERVICE: tuple[KeyService, ...] = get_args(KeyService)


def statements(policy: str) -> list[dict[str, Any]]:
    return json.loads(policy)["Statement"]


# Keys


def test_kms_3_a_key_that_is_deleted_can_be_called_back(record: Recorder) -> None:
    key = record(lambda: EncryptionKey("portal", EncryptionKeyArgs())).one("aws:kms/key:Key")
    assert key.inputs["deletionWindowInDays"] == 30


def test_kms_4_a_key_is_rotated(record: Recorder) -> None:
    key = record(lambda: EncryptionKey("portal", EncryptionKeyArgs())).one("aws:kms/key:Key")
    assert key.inputs["enableKeyRotation"] is True


def test_kms_5_no_key_is_open_to_the_public(record: Recorder) -> None:
    every = EncryptionKeyArgs(services=frozenset(EVERY_SERVICE))
    key = record(lambda: EncryptionKey("portal", every)).one("aws:kms/key:Key")
    found = statements(key.inputs["policy"])
    assert len(found) > len(EVERY_SERVICE)
    for statement in found:
        assert "*" not in json.dumps(statement["Principal"])
