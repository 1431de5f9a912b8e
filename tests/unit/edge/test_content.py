from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from edge_inputs import BUCKET, PUBLIC, site_inputs
from hypothesis import given, settings
from hypothesis import strategies as st
from recording import Deployment

from strongroom.core import InputError
from strongroom.edge import SiteArgs, StaticFiles
from strongroom.edge._content_files import cache_control, read_folder
from strongroom.edge._media_types import content_type

Deploy = Callable[..., Deployment]
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
FOR_EVER = "public, max-age=31536000, immutable"
FILES = {
    "index.html": "<h1>",
    "assets/app.3f9a1c2e.js": "1",
    "assets/app.css": "2",
    "about/index.html": "<h2>",
    ".well-known/security.txt": "3",
    ".git/config": "4",
    "assets/.DS_Store": "5",
}


def write(folder: Path, files: dict[str, str]) -> str:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return str(folder)


def objects(deployment: Deployment) -> dict[str, Any]:
    return {each.inputs["key"]: each.inputs for each in deployment.of_type(OBJECT)}


def problems(content: dict[str, Any], **more: Any) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        SiteArgs(**site_inputs(static_files=content, **more))
    assert all(problem.remedy for problem in caught.value.problems)
    return {problem.path: problem.reason for problem in caught.value.problems}


def test_files_are_put_into_the_bucket_with_types_and_as_long_as_names_allow(deploy: Deploy, tmp_path: Path) -> None:
    found = objects(deploy(static_files={"folder": write(tmp_path, FILES)}))
    told = {key: (each["contentType"], each["cacheControl"]) for key, each in found.items()}
    assert told == {
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "about/index.html": ("text/html; charset=utf-8", "no-cache"),
        "assets/app.3f9a1c2e.js": ("text/javascript; charset=utf-8", FOR_EVER),
        "assets/app.css": ("text/css; charset=utf-8", "no-cache"),
        ".well-known/security.txt": ("text/plain; charset=utf-8", "no-cache"),
    }
    assert {each["bucket"] for each in found.values()} == {"portal-site-dev"}
    assert Path(found["index.html"]["source"]["path"]).read_text() == "<h1>"


def test_pages_come_after_what_they_name(deploy: Deploy, tmp_path: Path) -> None:
    deployment = deploy(static_files={"folder": write(tmp_path, FILES)})
    page, script = deployment.named("portal-content-index.html"), deployment.named("portal-content-assets/app.css")
    assert "portal-content-assets/app.css" in page.depends_on
    assert script.depends_on == frozenset()


def test_files_go_into_the_origins_folder(deploy: Deploy, tmp_path: Path) -> None:
    folder = write(tmp_path, {"index.html": "1"})
    dotted = "my.site.s3.eu-central-1.amazonaws.com"
    origins = {"api": PUBLIC, "docs": BUCKET | {"path": "/docs/v1", "bucket_regional_domain_name": dotted}}
    deployment = deploy(
        origins=origins, default_behavior={"origin": "api"}, static_files={"folder": folder, "origin": "docs"}
    )
    assert {key: each["bucket"] for key, each in objects(deployment).items()} == {"docs/v1/index.html": "my.site"}


def test_what_is_told_of_files_can_be_changed(tmp_path: Path) -> None:
    folder = write(tmp_path, {"index.html": "1", "assets/a-Bk_3.js": "2", "assets/b.js": "3", "data.bin": "4"})
    options: list[dict[str, Any]] = [
        {"pattern": "assets/b*", "cache_control": "max-age=60"},
        {"pattern": "*.bin", "content_type": "application/vnd.portal"},
    ]
    content = StaticFiles.model_validate({"folder": folder, "fingerprinted": ["assets/*"], "files": options})
    found = {file.path: (file.content_type.partition(";")[0], file.cache_control) for file in read_folder(content)}
    assert found == {
        "assets/a-Bk_3.js": ("text/javascript", FOR_EVER),
        "assets/b.js": ("text/javascript", "max-age=60"),
        "data.bin": ("application/vnd.portal", "no-cache"),
        "index.html": ("text/html", "no-cache"),
    }


def test_a_folder_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    assert "is no folder" in problems({"folder": str(tmp_path / "dist")})["static_files.folder"]
    assert "has no files" in problems({"folder": str(tmp_path)})["static_files.folder"]


def test_the_root_object_must_be_there(tmp_path: Path) -> None:
    folder = write(tmp_path, {"start.html": "1"})
    assert "has no index.html" in problems({"folder": folder})["static_files.folder"]
    assert SiteArgs(**site_inputs(static_files={"folder": folder}, default_root_object="start.html")).static_files


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("open sesame")
    folder = Path(write(tmp_path / "site", {"index.html": "1", "a/b.txt": "2"}))
    (folder / "inside.txt").symlink_to(folder / "a" / "b.txt")
    assert len(read_folder(StaticFiles(folder=str(folder)))) == 3
    (folder / "a" / "link.txt").symlink_to(secret)
    assert "a/link.txt is a link" in problems({"folder": str(folder)})["static_files.folder"]
    (folder / "a" / "link.txt").unlink()
    (folder / "again").symlink_to(folder)
    assert "again is a link" in problems({"folder": str(folder)})["static_files.folder"]


def test_too_many_and_too_large_files_are_refused(tmp_path: Path) -> None:
    folder = Path(write(tmp_path, {"index.html": "1"}))
    with (folder / "film.mp4").open("wb") as film:
        film.truncate(100 * 1024 * 1024 + 1)
    assert "film.mp4 has 104,857,601 bytes" in problems({"folder": str(folder)})["static_files.folder"]
    (folder / "film.mp4").unlink()
    for number in range(1000):
        (folder / f"{number}.txt").touch()
    assert "has 1001 files" in problems({"folder": str(folder)})["static_files.folder"]


def test_names_that_can_be_no_keys_are_refused(tmp_path: Path) -> None:
    folder = write(tmp_path, {"index.html": "1", "a\nb.txt": "2"})
    assert "can't be the name of an object" in problems({"folder": folder})["static_files.folder"]


@pytest.mark.parametrize("origin", ["api", "nowhere"])
def test_files_need_a_bucket(tmp_path: Path, origin: str) -> None:
    content = {"folder": write(tmp_path, {"index.html": "1"}), "origin": origin}
    found = problems(content, origins={"site": BUCKET, "api": PUBLIC})
    assert found == {"static_files.origin": "must be the name of a bucket among the origins"}


@pytest.mark.parametrize(
    ("options", "path"),
    [
        ({"files": [{"pattern": "/a"}]}, "static_files.files.0.pattern"),
        ({"files": [{"pattern": "*", "content_type": "html"}]}, "static_files.files.0.content_type"),
        ({"files": [{"pattern": "*", "cache_control": "a\n"}]}, "static_files.files.0.cache_control"),
        ({"fingerprinted": [""]}, "static_files.fingerprinted.0"),
    ],
)
def test_what_can_not_be_told_of_files_is_refused(tmp_path: Path, options: dict[str, Any], path: str) -> None:
    assert [*problems({"folder": write(tmp_path, {"index.html": "1"}), **options})] == [path]


def test_the_command_that_invalidates_names_the_distribution(deploy: Deploy) -> None:
    deployment = deploy()
    id_ = deployment.value(deployment.result.distribution_id)
    command = f"aws cloudfront create-invalidation --distribution-id {id_} --paths '/*'"
    assert deployment.value(deployment.result.invalidation_command) == command


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("app.3f9a1c2e.js", True),
        ("app-3f9a1c2e4b.min.css", True),
        ("logo.0123456789abcdef0123456789abcdef.svg", True),
        ("report-20240115.pdf", False),
        ("index.html", False),
        ("deadbeef1.js", False),
        ("a.facade.js", False),
        ("3f9a1c2e.d/index.html", False),
    ],
)
def test_only_names_with_a_hash_of_the_content_are_kept_for_ever(path: str, kept: bool) -> None:
    assert (cache_control(path, []) == FOR_EVER) is kept


@settings(max_examples=60)
@given(
    st.text("abc./-", max_size=12),
    st.sampled_from(["html", "js", "css", "json", "png", "woff2", "svg", "unknown", "HTML"]),
)
def test_a_type_depends_on_the_end_of_the_name_alone(stem: str, suffix: str) -> None:
    path = f"{stem}x.{suffix}"
    assert content_type(path) == content_type(f"x.{suffix.lower()}") == content_type(PurePosixPath(path).name)
    assert "/" in content_type(path)


def test_names_without_an_end_have_a_type_too() -> None:
    assert content_type(".well-known/apple-app-site-association") == "application/json"
    assert content_type("LICENSE") == "application/octet-stream"


def test_objects_take_no_default_tags_of_the_provider(deploy: Deploy, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>one")
    deployment = deploy(static_files={"folder": str(tmp_path)}, tags={f"tag-{number}": "value" for number in range(30)})
    (page,) = deployment.of_type(OBJECT)
    assert page.inputs["tags"] is None
    assert page.inputs["overrideProvider"] == {"defaultTags": {"tags": {}}}
