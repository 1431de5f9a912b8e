"""IAM Access Analyzer."""

from typing import Any, Final

from ..resource import EVERYTHING, REPLACES, Property, Resource
from ..session import Session
from ..wire import Props
from .translate import request, told

_TESTS: Final = {"contains": "contains", "eqs": "eq", "neqs": "neq"}


class Analyzer(Resource):
    """What finds access that nobody meant to give. Its id is its name."""

    token = "aws:accessanalyzer/analyzer:Analyzer"
    taggable = True
    properties = {
        "analyzerName": REPLACES,
        "type": Property(default="ACCOUNT", replace=True),
        "configuration": Property(replace=True, computed=True, partial=True, nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the analyzer."""
        more: dict[str, Any] = {}
        if configuration := props.get("configuration"):
            more["configuration"] = request(aws, "accessanalyzer", "AnalyzerConfiguration", configuration)
        aws.client("accessanalyzer").create_analyzer(
            analyzerName=props["analyzerName"], type=props["type"], tags=tags, **more
        )
        return props["analyzerName"]

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the analyzer."""
        seen = aws.client("accessanalyzer").get_analyzer(analyzerName=id)["analyzer"]
        return {
            "analyzerName": id,
            "arn": seen["arn"],
            "type": seen["type"],
            "configuration": told(self.token, "configuration", seen.get("configuration")),
            "tags": seen.get("tags") or {},
        }

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the analyzer."""
        aws.client("accessanalyzer").delete_analyzer(analyzerName=id)

    def tag(self, aws: Session, id: str, known: Props, tags: dict[str, str]) -> None:
        """Add or overwrite tags."""
        aws.client("accessanalyzer").tag_resource(resourceArn=known["arn"], tags=tags)

    def untag(self, aws: Session, id: str, known: Props, keys: list[str]) -> None:
        """Take tags away."""
        aws.client("accessanalyzer").untag_resource(resourceArn=known["arn"], tagKeys=keys)


class ArchiveRule(Resource):
    """What is no finding: access that is meant. Its id names analyzer and rule."""

    token = "aws:accessanalyzer/archiveRule:ArchiveRule"
    properties = {
        "analyzerName": REPLACES,
        "ruleName": REPLACES,
        "filters": Property(form="set", nested=EVERYTHING),
    }

    def create(self, aws: Session, props: Props, tags: dict[str, str]) -> str:
        """Make the rule."""
        analyzer, name = props["analyzerName"], props["ruleName"]
        aws.client("accessanalyzer").create_archive_rule(
            analyzerName=analyzer, ruleName=name, filter=_filter(props["filters"])
        )
        return f"{analyzer}/{name}"

    def read(self, aws: Session, id: str, known: Props) -> Props | None:
        """Return the rule."""
        analyzer, _, name = id.partition("/")
        seen = aws.client("accessanalyzer").get_archive_rule(analyzerName=analyzer, ruleName=name)["archiveRule"]
        filters = [_criterion(criteria, tests) for criteria, tests in sorted(seen["filter"].items())]
        return {"analyzerName": analyzer, "ruleName": name, "filters": filters}

    def update(self, aws: Session, id: str, props: Props, changed: frozenset[str]) -> None:
        """Change what it matches."""
        analyzer, _, name = id.partition("/")
        aws.client("accessanalyzer").update_archive_rule(
            analyzerName=analyzer, ruleName=name, filter=_filter(props["filters"])
        )

    def delete(self, aws: Session, id: str, known: Props) -> None:
        """Delete the rule."""
        analyzer, _, name = id.partition("/")
        aws.client("accessanalyzer").delete_archive_rule(analyzerName=analyzer, ruleName=name)


def _filter(filters: list[Props]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in filters:
        tests = {theirs: one[ours] for ours, theirs in _TESTS.items() if one.get(ours)}
        found[one["criteria"]] = tests | ({"exists": one["exists"] == "true"} if one.get("exists") else {})
    return found


def _criterion(criteria: str, tests: dict[str, Any]) -> Props:
    lists = {ours: tests[theirs] for ours, theirs in _TESTS.items() if tests.get(theirs)}
    exists = tests.get("exists")
    return {"criteria": criteria, **lists, **({} if exists is None else {"exists": str(exists).lower()})}


RESOURCES: Final = (Analyzer(), ArchiveRule())
