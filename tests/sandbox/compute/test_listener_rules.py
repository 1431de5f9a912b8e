"""Changes of listener rules, whose priorities are unique at every moment, on the real engine."""

from typing import Any

from support import run
from web_service_program import web_service

from strongroom.sandbox.testing import TestSandbox


def rule(name: str, path: str, priority: int | None = None) -> dict[str, Any]:
    return {"name": name, "paths": [path], **({"priority": priority} if priority else {})}


FIRST = [rule("api", "/api/*"), rule("files", "/files/*"), rule("old", "/old")]
CHANGES = {
    "reordered": FIRST[::-1],
    "inserted": [rule("new", "/new"), *FIRST],
    "renamed": [rule("interface", "/api/*"), *FIRST[1:]],
    "priorities swapped": [rule("api", "/api/*", 200), rule("files", "/files/*", 100)],
    "first removed": FIRST[1:],
}


def test_rules_can_be_reordered_renamed_and_inserted(sandbox: TestSandbox) -> None:
    def program(rules: list[dict[str, Any]]) -> Any:
        return sandbox.program(web_service(listener={"rules": rules}))

    for change, rules in CHANGES.items():
        run(program(FIRST).up)
        result = run(program(rules).up)
        found = sandbox.client("elbv2").describe_rules(ListenerArn=result.outputs["listener_arn"])["Rules"]
        paths = {
            each["Priority"]: each["Conditions"][0]["PathPatternConfig"]["Values"]
            for each in found
            if not each["IsDefault"]
        }
        expected = {str(each.get("priority") or 100 * place): each["paths"] for place, each in enumerate(rules, 1)}
        assert paths == expected, change
        assert run(program(rules).up).steps == {}, change
