"""What services send to topics and queues, which arrives if these and their keys let the service in."""

from collections.abc import Mapping
from dataclasses import dataclass

from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends

from .arns import Arn
from .kms.keys import find_key
from .permissions import lets


@dataclass(frozen=True)
class Sender:
    """A service that acts for a resource."""

    service: str
    """Such as `cloudwatch.amazonaws.com`."""
    arn: str
    """The resource that it acts for, such as an alarm."""

    @property
    def context(self) -> Mapping[str, str]:
        """The condition keys that AWS tells of it."""
        account = Arn.of(self.arn).account
        return {"aws:SourceArn": self.arn, "aws:SourceAccount": account, "aws:SourceOwner": account}


def publish(topic_arn: str, message: str, subject: str | None, sender: Sender) -> bool:
    """Publish to a topic, and tell whether it took the message.

    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    arn = Arn.of(topic_arn)
    topic = sns_backends[arn.account][arn.region].topics.get(topic_arn)
    if topic is None or not lets(topic.policy, sender.service, "sns:Publish", topic_arn, sender.context):
        return False
    encrypted_for = {"kms:EncryptionContext:aws:sns:topicArn": topic_arn}
    if topic.kms_master_key_id and not _lets_encrypt(topic.kms_master_key_id, topic_arn, sender, encrypted_for):
        return False
    topic.publish(message, subject=subject)
    return True


def send(queue_arn: str, body: str, sender: Sender, group_id: str | None = None) -> bool:
    """Send a message to a queue, and tell whether it took it.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    """
    arn = Arn.of(queue_arn)
    backend = sqs_backends[arn.account][arn.region]
    queue = backend.queues.get(arn.resource)
    if queue is None or not lets(queue.policy, sender.service, "sqs:SendMessage", queue_arn, sender.context):
        return False
    key_id: str | None = backend.get_queue_attributes(arn.resource, ["KmsMasterKeyId"]).get("KmsMasterKeyId")
    if key_id and not _lets_encrypt(key_id, queue_arn, sender, {"kms:EncryptionContext:aws:sqs:arn": queue_arn}):
        return False
    backend.send_message(arn.resource, body, group_id=group_id)
    return True


def _lets_encrypt(key_id: str, resource: str, sender: Sender, encrypted_for: Mapping[str, str]) -> bool:
    """Tell whether the key of a topic or queue lets a service use it; the policy of a key of AWS's own never does."""
    arn = Arn.of(resource)
    key = find_key(arn.account, arn.region, key_id)
    if key is None or not key.enabled or key.key_manager == "AWS":
        return False
    context = {**sender.context, **encrypted_for}
    actions = ("kms:GenerateDataKey", "kms:Decrypt")
    return all(lets(key.policy, sender.service, action, key.arn, context) for action in actions)
