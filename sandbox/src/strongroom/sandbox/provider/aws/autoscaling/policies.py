"""Scaling policies."""

from collections.abc import Iterator
from typing import Any, Final

from ...changes import filled
from ...resource import CHOSEN, EVERYTHING, PLAIN, REPLACES, AutoName, Property, Resource, only
from ...schema import Problem
from ...session import Session
from ...wire import UNKNOWN, Props
from ..translate import Names, request, told

_NAMES: Final[Names] = {"metricDimensions": "dimensions", "metricSpecification": "metricSpecifications"}
_QUERIES: Final = {"metricDataQueries": {"returnData": True}}
_TRACKING: Final = {"disableScaleIn": False, "customizedMetricSpecification": {"metrics": {"returnData": True}}}
_PREDICTION: Final = {
    "mode": "ForecastOnly",
    "maxCapacityBreachBehavior": "HonorMaxCapacity",
    "metricSpecification": {
        f"customized{kind}MetricSpecification": _QUERIES for kind in ("Capacity", "Load", "Scaling")
    },
}
_SHARED: Final = ("adjustmentType", "minAdjustmentMagnitude")
_BY_TYPE: Final = {
    "SimpleScaling": (*_SHARED, "cooldown", "scalingAdjustment"),
    "StepScaling": (*_SHARED, "estimatedInstanceWarmup", "metricAggregationType", "stepAdjustments"),
    "TargetTrackingScaling": ("estimatedInstanceWarmup", "targetTrackingConfiguration"),
    "PredictiveScaling": ("predictiveScalingConfiguration",),
}
"""What AWS takes for each type of policy."""


class Policy(Resource):
    """A rule by which a group grows and shrinks. Its id is the group's name and its own."""

    token = "aws:autoscaling/policy:Policy"
    properties = {
        "autoscalingGroupName": REPLACES,
        "name": Property(replace=True, autoname=AutoName(max_length=255)),
        "policyType": Property(default="SimpleScaling"),
        "enabled": Property(default=True),
        "adjustmentType": PLAIN,
        "cooldown": PLAIN,
        "estimatedInstanceWarmup": PLAIN,
        "metricAggregationType": CHOSEN,
        "minAdjustmentMagnitude": PLAIN,
        "scalingAdjustment": PLAIN,
        "stepAdjustments": Property(form="set", nested=EVERYTHING),
        "targetTrackingConfiguration": Property(nested=EVERYTHING, inner=_TRACKING),
        "predictiveScalingConfiguration": Property(nested=EVERYTHING, inner=_PREDICTION),
    }

    def problems(self, props: Props) -> Iterator[Problem]:
        """Return what a policy of this type does not take: it would be lost."""
        kind = props.get("policyType", self.properties["policyType"].default)
        if kind is UNKNOWN:
            return
        if kind not in _BY_TYPE:
            yield Problem("policyType", f"expected one of {', '.join(_BY_TYPE)}")
            return
        for name in dict.fromkeys(name for taken in _BY_TYPE.values() for name in taken):
            if name not in _BY_TYPE[kind] and props.get(name):  # the official provider, too, lets a 0 pass
                takers = " or ".join(other for other, taken in _BY_TYPE.items() if name in taken)
                yield Problem(name, f"only a policy of type {takers} takes it, and this is one of {kind}")

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the policy."""
        self._put(aws, props)
        return f"{props['autoscalingGroupName']}/{props['name']}"

    def _put(self, aws: Session, props: Props) -> None:
        taken = _BY_TYPE[props["policyType"]]
        asked: Props = {
            "autoScalingGroupName": props["autoscalingGroupName"],
            "policyName": props["name"],
            "policyType": props["policyType"],
            "enabled": props["enabled"],
            **{ours: filled(props[ours], self.properties[ours].inner) for ours in taken if ours in props},
        }
        if prediction := asked.get("predictiveScalingConfiguration"):
            specification = prediction["metricSpecification"]
            asked["predictiveScalingConfiguration"] = {**prediction, "metricSpecification": [specification]}
        call = request(aws, "autoscaling", "PutScalingPolicyType", asked, _NAMES)
        aws.client("autoscaling").put_scaling_policy(**call)

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the policy."""
        group, _, name = id.partition("/")
        answer = aws.client("autoscaling").describe_policies(AutoScalingGroupName=group, PolicyNames=[name])
        found: dict[str, Any] = only(answer["ScalingPolicies"])
        if predictions := found.get("PredictiveScalingConfiguration", {}).get("MetricSpecifications"):
            found["PredictiveScalingConfiguration"]["MetricSpecifications"] = predictions[0]
        theirs = {key.lower(): value for key, value in found.items()}
        return {
            "arn": found["PolicyARN"],
            "autoscalingGroupName": group,
            "name": name,
            "policyType": found["PolicyType"],
            "enabled": found["Enabled"],
            **{
                ours: told(self.token, ours, theirs.get(ours.lower()), _NAMES)
                for ours in dict.fromkeys(ours for taken in _BY_TYPE.values() for ours in taken)
            },
            "cooldown": found.get("Cooldown") if known.get("cooldown") or not known else None,
        }

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Overwrite the policy."""
        self._put(aws, props)

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the policy."""
        if self.read(aws, id, known):
            group, _, name = id.partition("/")
            aws.client("autoscaling").delete_policy(AutoScalingGroupName=group, PolicyName=name)


RESOURCES: Final = (Policy(),)
