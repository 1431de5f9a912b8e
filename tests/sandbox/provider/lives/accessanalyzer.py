"""IAM Access Analyzer."""

from strongroom.sandbox.provider.wire import Props

from .world import Life, World

ANALYZER, ARCHIVE_RULE = "aws:accessanalyzer/analyzer:Analyzer", "aws:accessanalyzer/archiveRule:ArchiveRule"


def no_analyzer(world: World) -> None:
    """Delete the region's analyzers: the next one of a type would be refused."""
    client = world.client("accessanalyzer")
    for one in client.list_analyzers()["analyzers"]:
        client.delete_analyzer(analyzerName=one["name"])


def analyzer(world: World, **more: object) -> Props:
    """Return the inputs of the region's only analyzer."""
    no_analyzer(world)
    return {"analyzerName": world.name(), **more}


UNUSED: Props = {
    "unusedAccess": {
        "unusedAccessAge": 45,
        "analysisRule": {"exclusions": [{"accountIds": ["123456789012"], "resourceTags": [{"team": "bank"}]}]},
    }
}

LIVES = (
    Life(token=ANALYZER, making=analyzer),
    Life(
        token=ANALYZER,
        what="of unused access",
        making=lambda world: analyzer(world, type="ACCOUNT_UNUSED_ACCESS", configuration=UNUSED),
    ),
    Life(
        token=ARCHIVE_RULE,
        making=lambda world: {
            "analyzerName": world.make(ANALYZER, **analyzer(world)).id,
            "ruleName": world.name(),
            "filters": [
                {"criteria": "condition.aws:UserId", "eqs": ["userid"]},
                {"criteria": "error", "exists": "true"},
            ],
        },
        changing=lambda _: {
            "filters": [
                {"criteria": "isPublic", "eqs": ["false"]},
                {"criteria": "resource", "contains": ["arn:aws:s3:::public"], "neqs": ["arn:aws:s3:::other"]},
            ]
        },
        missing="it-12345678/it-12345678",
    ),
)
