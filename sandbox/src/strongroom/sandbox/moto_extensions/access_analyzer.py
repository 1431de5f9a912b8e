"""IAM Access Analyzer, which moto lacks: analyzers with their archive rules. Nothing is ever found."""

from collections.abc import Mapping
from typing import Any, Final

import boto3
from moto.core.base_backend import BaseBackend
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.core.utils import unix_time
from moto.organizations.models import organizations_backends

from .service_models import told, violations_in
from .services import ServiceError, backend_of, serve

_UNUSED_DAYS: Final = 90
_MOST_UNUSED_DAYS: Final = 365
_RULES: Final = "archive_rules"


class AccessAnalyzerBackend(BaseBackend):
    """The analyzers of an account in a region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        """Begin with none."""
        super().__init__(region_name, account_id)
        self.analyzers: dict[str, dict[str, Any]] = {}
        """By name."""


class AccessAnalyzerResponse(BaseResponse):
    """Answers the operations on analyzers."""

    def __init__(self) -> None:
        """Read parameters as the service model says."""
        super().__init__(service_name="accessanalyzer")
        self.automated_parameter_parsing = True

    @property
    def _analyzers(self) -> dict[str, dict[str, Any]]:
        backend: AccessAnalyzerBackend = backend_of(self)
        return backend.analyzers

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = {name: value for name, value in self._get_params().items() if value is not None}
        if found := violations_in("accessanalyzer", self, given):
            raise ServiceError("ValidationException", told(found))
        return given

    def _analyzer(self) -> dict[str, Any]:
        name: str = self._get_params()["analyzerName"]
        if name not in self._analyzers:
            raise ServiceError("ResourceNotFoundException", f"Analyzer {name} does not exist")
        return self._analyzers[name]

    def _rule(self) -> dict[str, Any]:
        name: str = self._get_params()["ruleName"]
        rules: dict[str, dict[str, Any]] = self._analyzer()[_RULES]
        if name not in rules:
            raise ServiceError("ResourceNotFoundException", f"Archive rule {name} does not exist")
        return rules[name]

    def create_analyzer(self) -> ActionResult:
        """Make an analyzer: a region has one of each type, and only an organization has its own.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAnalyzer.html
        """
        given = self._given()
        name, kind = given["analyzerName"], given["type"]
        if name in self._analyzers:
            raise ServiceError("ConflictException", f"Analyzer {name} already exists")
        if any(one["type"] == kind for one in self._analyzers.values()):
            raise ServiceError("ServiceQuotaExceededException", f"There is an analyzer of type {kind} in the region")
        if kind.startswith("ORGANIZATION"):
            organization: Any = organizations_backends[self.current_account][self.partition]
            if not organization.org:
                message = "You must create an organization before you create an analyzer for it"
                raise ServiceError("ValidationException", message)
        place = f"arn:{self.partition}:access-analyzer:{self.region}:{self.current_account}"
        made = {
            "arn": f"{place}:analyzer/{name}",
            "name": name,
            "type": kind,
            "createdAt": unix_time(),
            "status": "ACTIVE",
            "tags": given.get("tags", {}),
            _RULES: {one["ruleName"]: self._made_rule(one) for one in given.get("archiveRules", [])},
        }
        if configuration := _configured(kind, given.get("configuration") or {}):
            made["configuration"] = configuration
        self._analyzers[name] = made
        return ActionResult({"arn": made["arn"]})

    def get_analyzer(self) -> ActionResult:
        """Tell of an analyzer.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAnalyzer.html
        """
        return ActionResult({"analyzer": self._analyzer()})

    def list_analyzers(self) -> ActionResult:
        """List the analyzers, or those of a type.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAnalyzers.html
        """
        kind = self._get_params().get("type")
        return ActionResult({"analyzers": [one for one in self._analyzers.values() if kind in (None, one["type"])]})

    def update_analyzer(self) -> ActionResult:
        """Change what an analyzer looks at.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UpdateAnalyzer.html
        """
        analyzer = self._analyzer()
        analyzer["configuration"] = _configured(analyzer["type"], self._given().get("configuration") or {})
        return ActionResult({"configuration": analyzer["configuration"]})

    def delete_analyzer(self) -> EmptyResult:
        """Delete an analyzer with its rules.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteAnalyzer.html
        """
        del self._analyzers[self._analyzer()["name"]]
        return EmptyResult()

    @staticmethod
    def _made_rule(given: Mapping[str, Any]) -> dict[str, Any]:
        now = unix_time()
        return {"ruleName": given["ruleName"], "filter": given["filter"], "createdAt": now, "updatedAt": now}

    def create_archive_rule(self) -> EmptyResult:
        """Make a rule by which findings are archived.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateArchiveRule.html
        """
        given, rules = self._given(), self._analyzer()[_RULES]
        if given["ruleName"] in rules:
            raise ServiceError("ConflictException", f"Archive rule {given['ruleName']} already exists")
        rules[given["ruleName"]] = self._made_rule(given)
        return EmptyResult()

    def get_archive_rule(self) -> ActionResult:
        """Tell of a rule.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetArchiveRule.html
        """
        return ActionResult({"archiveRule": self._rule()})

    def list_archive_rules(self) -> ActionResult:
        """List the rules of an analyzer.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListArchiveRules.html
        """
        return ActionResult({"archiveRules": [*self._analyzer()[_RULES].values()]})

    def update_archive_rule(self) -> EmptyResult:
        """Change a rule.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UpdateArchiveRule.html
        """
        self._rule().update(filter=self._given()["filter"], updatedAt=unix_time())
        return EmptyResult()

    def delete_archive_rule(self) -> EmptyResult:
        """Delete a rule.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteArchiveRule.html
        """
        del self._analyzer()[_RULES][self._rule()["ruleName"]]
        return EmptyResult()

    def _tagged(self) -> dict[str, str]:
        arn: str = self._get_params()["resourceArn"]
        for one in self._analyzers.values():
            if one["arn"] == arn:
                return one["tags"]
        raise ServiceError("ResourceNotFoundException", f"{arn} does not exist")

    def list_tags_for_resource(self) -> ActionResult:
        """Tell tags.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListTagsForResource.html
        """
        return ActionResult({"tags": self._tagged()})

    def tag_resource(self) -> EmptyResult:
        """Add or overwrite tags.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_TagResource.html
        """
        self._tagged().update(self._get_params()["tags"])
        return EmptyResult()

    def untag_resource(self) -> EmptyResult:
        """Take tags away.

        https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UntagResource.html
        """
        for key in self._get_params()["tagKeys"]:
            self._tagged().pop(key, None)
        return EmptyResult()


def _configured(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the configuration of an analyzer: only one of unused or internal access has any."""
    wanted = "unusedAccess" if kind.endswith("UNUSED_ACCESS") else "internalAccess" if "INTERNAL" in kind else None
    if others := sorted(given.keys() - {wanted}):
        raise ServiceError("ValidationException", f"An analyzer of type {kind} has no {', '.join(others)}")
    if wanted is None:
        return {}
    inner: dict[str, Any] = {**(given.get(wanted) or {})}
    if wanted == "unusedAccess":
        days = inner.setdefault("unusedAccessAge", _UNUSED_DAYS)
        if not 1 <= days <= _MOST_UNUSED_DAYS:
            message = f"unusedAccessAge must be between 1 and {_MOST_UNUSED_DAYS} days: {days}"
            raise ServiceError("ValidationException", message)
    return {wanted: inner}


def install() -> None:
    """Add the service, in all regions that have it."""
    regions = boto3.Session(region_name="us-east-1").get_available_regions("accessanalyzer")
    serve("access-analyzer", AccessAnalyzerBackend, AccessAnalyzerResponse, regions)
