"""The set-up scripts on made-up systems: what they find missing, what they install, and what they say."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
TOOLS = ("bash", "cat", "cp", "dirname", "env", "grep", "head", "mkdir", "readlink", "sed", "sha256sum", "true")


class System:
    """A made-up machine: the only commands are a few tools and the stubs that the test writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands = folder / "bin"
        self.commands.mkdir(parents=True)
        self.log = folder / "log"
        self.log.touch()
        for tool in TOOLS:
            path = shutil.which(tool)
            assert path
            (self.commands / tool).symlink_to(path)
        self.stub("id", "echo 1000")
        self.stub("ldconfig", "echo '	libthere.so.0 (libc6) => /lib/libthere.so.0'")
        self.stub("apt-cache", "true")
        self.stub("apt-get", "true")

    def stub(self, name: str, script: str) -> None:
        path = self.commands / name
        path.write_text(f'#!/bin/bash\n[ "$0" = "{path}" ] && echo "{name} $*" >>{self.log}\n{script}\n')
        path.chmod(0o755)

    def packages(self, *names: str, description: str = "") -> None:
        """The names that the package lists know."""
        known = "|".join(names)
        self.stub(
            "apt-cache", f'case "$2" in {known}) echo "  Candidate: 1.0"; echo "Description: {description}";; esac'
        )

    def installs(self, command: str) -> None:
        """apt-get brings this command."""
        path = self.commands / command
        self.stub("apt-get", f'case " $* " in *" install "*) echo "#!/bin/bash" >{path}; /bin/chmod +x {path};; esac')

    def run(self, *words: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        surroundings = {"PATH": str(self.commands), **variables}
        command = [str(self.commands / "bash"), *map(str, words)]
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    def need(self, *lines: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run setup/system with a list of these lines."""
        path = self.folder / "list.txt"
        path.write_text("".join(f"{line}\n" for line in ("# a remark", *lines)))
        return self.run(ROOT / "setup/system", path, **variables)

    def calls(self, *names: str) -> list[str]:
        """The calls of these commands so far, in their order."""
        return [line for line in self.log.read_text().splitlines() if line.split()[0] in names]


@pytest.fixture
def system(tmp_path: Path) -> System:
    return System(tmp_path / "system")


def test_nothing_is_done_where_nothing_is_missing(system: System) -> None:
    done = system.need("library:libthere.so.0 libthere", "command:grep grep")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert system.calls("apt-get", "apt-cache", "sudo") == []


def test_a_library_is_known_by_its_whole_name(system: System) -> None:
    assert system.need("library:libthere.so.1 libthere").returncode == 1
    assert system.need("library:libthere.so libthere").returncode == 1


def test_root_installs_what_is_missing(system: System) -> None:
    system.stub("id", "echo 0")
    system.installs("java")
    done = system.need("command:java default-jre-headless", "command:grep grep")
    assert done.returncode == 0, done.stderr
    update, install = system.calls("apt-get")
    assert update.endswith(" update")
    assert install.endswith(" install --yes --no-install-recommends default-jre-headless")


def test_sudo_without_password_installs_what_is_missing(system: System) -> None:
    system.stub("sudo", '[ "$1" = -n ] && shift && exec "$@"')
    system.installs("java")
    done = system.need("command:java default-jre-headless")
    assert done.returncode == 0, done.stderr
    assert [call.split()[1:3] for call in system.calls("sudo")] == [["-n", "true"], ["-n", "env"], ["-n", "env"]]
    assert "DEBIAN_FRONTEND=noninteractive" in system.calls("sudo")[1]


@pytest.mark.parametrize("sudo", [None, "exit 1"])
def test_others_are_told_the_exact_command(system: System, sudo: str | None) -> None:
    if sudo:
        system.stub("sudo", sudo)
    done = system.need("command:java default-jre-headless", "library:libpango-1.0.so.0 libpango-1.0-0")
    assert done.returncode == 1
    wanted = (
        "    sudo apt-get update && sudo apt-get install --no-install-recommends default-jre-headless libpango-1.0-0\n"
    )
    assert wanted in done.stderr
    assert system.calls("apt-get") == []


def test_without_apt_the_packages_are_named(system: System) -> None:
    (system.commands / "apt-get").unlink()
    done = system.need("command:java default-jre-headless")
    assert done.returncode == 1
    assert "no apt-get" in done.stderr
    assert "default-jre-headless" in done.stderr


@pytest.mark.parametrize(("known", "chosen"), [(("first", "second"), "first"), (("second",), "second"), ((), "third")])
def test_the_first_known_name_is_taken_and_the_last_where_none_is(
    system: System, known: tuple[str, ...], chosen: str
) -> None:
    system.packages(*known or ("other",))
    assert f"--no-install-recommends {chosen}\n" in system.need("command:java first|second|third").stderr


def test_a_package_that_is_only_a_snap_is_not_installed(system: System) -> None:
    system.stub("id", "echo 0")
    system.packages("chromium-browser", description="Transitional package - chromium-browser -> chromium snap")
    done = system.need("chromium chromium-browser|chromium")
    assert done.returncode == 1
    assert "only as a snap" in done.stderr
    assert "CHROMIUM=" in done.stderr
    assert system.calls("apt-get") == []


def test_chromium_is_there_if_it_says_so_and_is_no_snap(system: System) -> None:
    system.stub("google-chrome", "echo Google Chrome 150.0")
    assert system.need("chromium chromium").returncode == 0
    system.stub("google-chrome", "echo this needs the snap")
    assert system.need("chromium chromium").returncode == 1
    assert system.need("chromium chromium", CHROMIUM=str(system.commands / "browser")).returncode == 1
    system.stub("browser", "echo Chromium 150.0")
    assert system.need("chromium chromium", CHROMIUM=str(system.commands / "browser")).returncode == 0
    system.stub("snap", "echo Chromium 150.0")
    (system.commands / "chromium").symlink_to(system.commands / "snap")
    assert system.need("chromium chromium").returncode == 1


def test_what_apt_cannot_install_is_named(system: System) -> None:
    system.stub("id", "echo 0")
    system.stub("apt-get", "exit 100")
    done = system.need("command:java default-jre-headless")
    assert done.returncode == 1
    assert "still missing: command:java" in done.stderr


def test_lists_name_only_what_can_be_looked_for(system: System) -> None:
    for path in sorted((ROOT / "setup").glob("system-*.txt")):
        assert system.run(ROOT / "setup/system", path).returncode == 1
    assert system.need("libary:libthere.so.0 libthere").returncode == 70


def test_a_book_needs_no_java_browser_or_node() -> None:
    names = (ROOT / "setup/system-book.txt").read_text()
    assert not re.search(r"^(?!#).*(java|jre|chromium|node|npm)", names, re.MULTILINE)


# --- Python ---

NEW_ENOUGH = "exit 0"
TOO_OLD = "exit 1"


@pytest.mark.parametrize(
    ("stubs", "chosen"),
    [
        ({"python3": NEW_ENOUGH}, "python3"),
        ({"python3.12": NEW_ENOUGH, "python3": TOO_OLD}, "python3.12"),
        ({"python3.13": TOO_OLD, "python3.11": NEW_ENOUGH, "python3": NEW_ENOUGH}, "python3.11"),
        ({"python3.14": NEW_ENOUGH, "python3.11": NEW_ENOUGH}, "python3.14"),
        ({"python3.16": NEW_ENOUGH, "python3": TOO_OLD}, "python3.16"),
    ],
)
def test_the_first_usable_python_is_taken(system: System, stubs: dict[str, str], chosen: str) -> None:
    for name, script in stubs.items():
        system.stub(name, script)
    assert system.run(ROOT / "setup/python").stdout == f"{system.commands / chosen}\n"


def test_a_named_python_comes_first(system: System) -> None:
    system.stub("python3", NEW_ENOUGH)
    system.stub("mine", NEW_ENOUGH)
    assert system.run(ROOT / "setup/python", PYTHON="mine").stdout == f"{system.commands / 'mine'}\n"


def test_a_python_that_is_too_old_is_missing(system: System) -> None:
    system.stub("python3", TOO_OLD)
    assert system.run(ROOT / "setup/python").returncode == 1
    assert "python>=3.11" in system.run(ROOT / "setup/system", ROOT / "setup/system-book.txt").stderr


# --- the environment ---


@pytest.fixture
def checkout(system: System) -> Path:
    """A copy of what the set-up reads, on a system whose Python only writes down what it is asked for."""
    folder = system.folder / "checkout"
    shutil.copytree(ROOT / "setup", folder / "setup")
    (folder / "setup/system-book.txt").write_text("command:grep grep\n")
    (folder / "setup/system-test.txt").write_text("command:sed sed\n")
    for name in ("constraints.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    system.stub(
        "python3",
        f'if [ "$2" = venv ]; then mkdir -p .venv/bin; cp {system.commands}/python3 .venv/bin/python; fi\n'
        f'[ "${{0##*/}}" = python ] && echo "pip $*" >>{system.log}\nexit 0',
    )
    system.stub("npm", "exit 0")
    return folder


def test_environment_is_made_once_and_again_when_a_list_changes(system: System, checkout: Path) -> None:
    first = system.run(checkout / "setup/prepare", "book")
    assert first.returncode == 0, first.stderr
    installed = system.calls("pip")
    wanted = "--constraint constraints.txt hatchling editables --requirement .venv/needed.txt"
    assert any(call.endswith("--requirement .venv/pip.txt") for call in installed)
    assert any(call.endswith(wanted) for call in installed)
    assert installed[-1].endswith("--no-deps --no-build-isolation --editable .")
    second = system.run(checkout / "setup/prepare", "book")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert system.calls("pip") == installed
    for name in ("pyproject.toml", "constraints.txt", "setup/system-book.txt"):
        before = len(system.calls("pip"))
        with (checkout / name).open("a") as stream:
            stream.write("# changed\n")
        assert system.run(checkout / "setup/prepare", "book").returncode == 0
        assert len(system.calls("pip")) > before


def test_nothing_is_made_while_the_system_lacks_something(system: System, checkout: Path) -> None:
    (checkout / "setup/system-book.txt").write_text("command:java default-jre-headless\n")
    assert system.run(checkout / "setup/prepare", "book").returncode == 1
    assert not (checkout / ".venv").exists()


def test_only_the_tests_need_node_and_the_development_packages(system: System, checkout: Path) -> None:
    assert system.run(checkout / "setup/prepare", "book").returncode == 0
    assert not any("--group dev" in call for call in system.calls("pip"))
    assert system.calls("npm") == []
    assert system.run(checkout / "setup/prepare", "test").returncode == 0
    assert any("--group dev" in call for call in system.calls("pip"))
    (npm,) = system.calls("npm")
    assert npm.startswith("npm ci --ignore-scripts ")


def test_a_failed_set_up_is_tried_again(system: System, checkout: Path) -> None:
    system.stub("npm", "exit 1")
    assert system.run(checkout / "setup/prepare", "test").returncode == 1
    assert not (checkout / ".venv/.ready-for-test").exists()


# --- the lock ---


def pins() -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def test_every_dependency_is_pinned_to_a_version_that_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"], *chain.from_iterable(extras)]
    for requirement in map(Requirement, [*wanted, *project["build-system"]["requires"]]):
        pinned = pins().get(canonicalize_name(requirement.name))
        assert pinned, f"{requirement.name} has no pin in constraints.txt: run `make lock`"
        assert requirement.specifier.contains(pinned, prereleases=True), f"{requirement} is pinned to {pinned}"


def test_every_package_that_the_builder_imports_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    declared = {canonicalize_name(Requirement(line).name) for line in [*project["dependencies"], *extras]}
    brought_by = packages_distributions()
    for path in sorted((ROOT / "anthology").rglob("*.py")):
        for name in imported(path) - sys.stdlib_module_names - {"anthology"}:
            distributions = {canonicalize_name(found) for found in brought_by.get(name, [name])}
            assert distributions & declared, f"{path.name} imports {name}, which pyproject.toml does not declare"


def test_every_package_that_the_tests_import_is_declared() -> None:
    """What a test imports is the test's own, a dependency of the builder, or in the group `dev`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    own = {path.stem for path in (ROOT / "tests").rglob("*.py")} | {"anthology", "benchmarks"}
    brought_by = packages_distributions()
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for name in imported(path) - sys.stdlib_module_names - own:
            distributions = {canonicalize_name(found) for found in brought_by.get(name, [name])}
            assert distributions & declared, f"{path.name} imports {name}, which the group dev does not declare"


def imported(path: Path) -> set[str]:
    """The top-level names of the modules that a file imports, at its head or inside a function."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_every_pin_is_one_exact_version() -> None:
    assert len(pins()) > 40
    assert all(re.fullmatch(r"[0-9][0-9a-z.]*", version) for version in pins().values())


def test_every_pin_has_the_digests_of_its_files() -> None:
    text = re.sub(r"^#.*\n", "", (ROOT / "constraints.txt").read_text("utf-8"), flags=re.MULTILINE)
    entry = r"[\w.-]+==\S+( ;[^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+"
    assert re.fullmatch(rf"({entry}\n)+", text)
    assert {"setuptools", "pip"} <= pins().keys()


# --- the floors ---


def lowest(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "setup/requirements.py"), "lowest"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_lowest_versions_are_those_that_pyproject_allows(checkout: Path) -> None:
    lines = lowest(checkout).stdout.splitlines()
    assert {"uharfbuzz==0.53", "pydyf==0.13", "weasyprint==70.0", "starlette==1.3.1"} <= set(lines)
    assert f"pytest=={pins()['pytest']}" in lines
    assert len({line.partition("==")[0] for line in lines}) == len(lines)


def test_a_dependency_without_a_floor_is_refused(checkout: Path) -> None:
    path = checkout / "pyproject.toml"
    path.write_text(path.read_text("utf-8").replace('"uharfbuzz>=0.53"', '"uharfbuzz"'), "utf-8")
    done = lowest(checkout)
    assert done.returncode == 1
    assert done.stderr == "pyproject.toml: uharfbuzz has no floor: write it as NAME>=VERSION\n"


def test_every_target_of_the_makefile_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    assert re.findall(r"^([a-z-]+):.*## \S.*\.$", makefile, re.MULTILINE) == targets
