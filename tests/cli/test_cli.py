"""The command line as a user meets it: output, errors, exit codes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from real_book import ROOT, copy_book, replace_in

from anthology.cli import main
from anthology.core.finding_codes import all_codes


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return copy_book(tmp_path)


def test_every_command_and_option_has_help() -> None:
    group = main
    assert isinstance(group, click.Group)
    for name, command in group.commands.items():
        assert command.help, name
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{name} {parameter.name}"
        assert run(name, "--help").exit_code == 0


def test_a_build_ends_with_what_was_made_and_where(manifest: Path) -> None:
    result = run("build", str(manifest), "--edition", "ebook", "--jobs", "1")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[0].startswith(f"{manifest.parent}/build/after-the-hashtag-ebook.epub  (ebook: ")
    assert re.fullmatch(r"\d+ warnings, \d+ notes in \d+\.\d s", result.stderr.splitlines()[-1])


def test_a_quiet_build_says_nothing(manifest: Path) -> None:
    result = run("build", str(manifest), "--edition", "ebook", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_check_gives_place_code_message_and_hint(manifest: Path) -> None:
    result = run("check", str(manifest))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "H005 gb-rape-and-sexual-abuse-support-line: nobody has verified it\n  hint: " in result.stderr


def test_check_gives_json_to_machines(manifest: Path) -> None:
    records = json.loads(run("check", str(manifest), "--json").stdout)
    pending = [record for record in records if record["code"] == "P001"]
    assert len(pending) == 5
    assert set(pending[0]) == {"code", "severity", "path", "line", "column", "message", "hint"}
    assert all(record["severity"] == "warning" and record["hint"] for record in records)


@pytest.mark.parametrize(
    ("old", "new", "code", "exit_code"),
    [
        ("title: After the Hashtag", "titel: After the Hashtag", "M007", 3),
        ("id: one-tweet-at-a-time", "id: coalition-building", "M012", 3),
        ("source: seeds/002_0a9d9e5aaf7a6e9a.txt", "source: ../seeds/002.txt", "M014", 3),
        ("[support pages]", "[support pages]", "", 0),
    ],
)
def test_what_is_wrong_with_the_manifest_ends_with_its_place_and_code_3(
    manifest: Path, old: str, new: str, code: str, exit_code: int
) -> None:
    if code:
        replace_in(manifest, old, new)
    result = run("check", str(manifest))
    assert result.exit_code == exit_code
    if code:
        assert f" {code} " in result.stderr
        assert f"{manifest}:" in result.stderr


def test_a_source_that_is_not_text_ends_with_code_4(manifest: Path) -> None:
    (manifest.parent / "seeds" / "001_babf927853779587.txt").write_bytes("fine é\nnot ".encode() + b"\xff fine")
    result = run("build", str(manifest))
    assert result.exit_code == 4
    assert "S002" in result.stderr


def test_a_release_is_refused_with_a_table_and_nothing_is_written(manifest: Path) -> None:
    result = run("build", str(manifest), "--release")
    assert result.exit_code == 1
    table = result.stderr[result.stderr.index("This book cannot be released") :].splitlines()
    assert table[1].split() == ["where", "code", "what", "is", "pending", "what", "to", "do"]
    rows = [tuple(line.split()[:2]) for line in table[2:]]
    essays = ["coalition-building", "one-tweet-at-a-time", "beyond-the-campaign", "pragmatic-allyship"]
    assert {*((slug, "P002") for slug in essays), ("resources", "H006")} <= set(rows)
    assert not (manifest.parent / "build").exists()


def test_an_output_folder_that_cannot_be_made_ends_with_code_7(manifest: Path) -> None:
    (manifest.parent / "build").write_text("a file in the way")
    result = run("build", str(manifest), "--edition", "ebook")
    assert result.exit_code == 7
    assert "O010" in result.stderr


def test_wrong_use_ends_with_code_2() -> None:
    assert run("build", "--edtion", "ebook").exit_code == 2
    assert run("explain", "Z999").exit_code == 2


@pytest.mark.parametrize(
    ("asked", "near"), [("M00", "M001"), ("D056", "D065"), ("Z999", None), ("foo", None), ("cover", "D0"), ("", None)]
)
def test_explain_suggests_near_codes_and_does_not_list_all(asked: str, near: str | None) -> None:
    result = run("explain", asked)
    assert result.exit_code == 2
    assert ("did you mean" in result.output) == (near is not None), result.output
    assert (near or "") in result.output
    assert len(result.output) < 400
    assert "`anthology explain --all` prints all of them" in result.output


def test_explain_tells_of_every_code() -> None:
    for code, rule in all_codes().items():
        result = run("explain", code.lower())
        assert result.exit_code == 0
        assert rule.summary in " ".join(result.stdout.split())
        assert rule.remedy in " ".join(result.stdout.split())


def test_a_fault_of_ours_is_told_without_a_traceback(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("anthology.stages.load", break_down)
    result = run("build", str(manifest))
    assert result.exit_code == 70
    assert "a fault of the builder, not of your book: RuntimeError: boom" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_reading_that_is_said_to_be_kept_must_be_there(manifest: Path) -> None:
    replace_in(manifest, '"LGTBQIA+"', '"LGBTQIA+"')
    result = run("check", str(manifest))
    assert result.exit_code == 1
    assert "C006 “LGBTQIA+” is listed as kept" in result.stderr


def test_a_folder_of_books_becomes_a_catalogue(manifest: Path) -> None:
    assert run("build", str(manifest), "--edition", "ebook", "--quiet").exit_code == 0
    result = run("catalogue", str(manifest.parent / "build"))
    assert result.exit_code == 0, result.stderr
    feed = json.loads((manifest.parent / "build" / "catalogue.opds.json").read_text("utf-8"))
    (publication,) = feed["publications"]
    assert publication["metadata"]["title"] == "After the Hashtag"
    assert publication["links"][0]["href"] == "after-the-hashtag-ebook.epub"
    cover = publication["images"][0]["href"]
    assert (manifest.parent / "build" / cover).is_file()


def test_ingest_without_a_manifest_uses_the_rules_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("ingest", str(ROOT / "seeds" / "003_18c12247dc9176cf.txt"))
    assert result.exit_code == 0
    assert "kept    paragraph         Two related resources:" in result.stdout


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_build_that_is_stopped_ends_soon_and_leaves_nothing(manifest: Path, number: int, code: int) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(manifest.parent / "cache")}
    command = [sys.executable, "-m", "anthology", "build", str(manifest), "--fresh"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
    assert process.stderr is not None
    assert b"being made" in process.stderr.readline()  # the work has begun
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == code
    left = [path.name for path in manifest.parent.glob("build/.anthology-*")]
    assert left == []


def test_files_are_named_from_where_the_command_runs(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(manifest.parent.parent)
    told = run("check", f"{manifest.parent.name}/book.yaml").stderr
    places = re.findall(r"^([^\s:]+):\d+:\d+: ", told, re.MULTILINE)
    assert any(place.endswith("resources.yaml") for place in places)
    assert all(Path(place).is_file() for place in places)


def test_a_folder_without_a_book_is_told_how_to_begin_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == 3
    assert "anthology new" in result.stderr


def test_a_handout_alone_has_no_message_for_the_book_trade(manifest: Path) -> None:
    result = run("build", str(manifest), "--edition", "handouts", "--jobs", "1")
    assert result.exit_code == 0, result.stderr
    assert "onix" not in result.stdout
    assert "E032" not in result.stderr
