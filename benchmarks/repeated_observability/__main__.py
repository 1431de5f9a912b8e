"""A topic with the alarms of a web service, as many times as `repeated:times` says.

The key is shared, as it is where topics are many; what is watched need not exist.
"""

import pulumi

from strongroom.core import WebServiceMetrics
from strongroom.data import EncryptionKey, EncryptionKeyArgs
from strongroom.observability import AlertTopic, AlertTopicArgs, WebServiceAlarms, WebServiceAlarmsArgs

key = EncryptionKey(
    "repeated", EncryptionKeyArgs(deletion_protection=False, services={"cloudwatch_alarms", "eventbridge"})
)

for number in range(pulumi.Config().require_int("times")):
    topic = AlertTopic(f"topic-{number}", AlertTopicArgs(kms_key_arn=key.kms_key_arn))
    WebServiceAlarms(
        f"service-{number}",
        WebServiceAlarmsArgs(
            topic_arns=[topic.topic_arn], metrics=WebServiceMetrics(auto_scaling_group_name=f"portal-{number}")
        ),
    )
