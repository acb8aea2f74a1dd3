# SPDX-License-Identifier: Apache-2.0
"""Lists the project's own files: what git tracks or would track, or the whole tree without git."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
CODE = {".cc", ".h"}
SCRIPTS = {".py", ".R", ".sh", ".cmake"}


def project_files():
    """Paths relative to ROOT, sorted."""
    git = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(git, check=True, capture_output=True).stdout.decode("utf-8")
        paths = [pathlib.PurePath(name) for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [p.relative_to(ROOT) for p in ROOT.rglob("*")]
        paths = [p for p in paths if p.parts[0] not in (".git", "build") and "__pycache__" not in p.parts]
    return sorted(p for p in set(paths) if (ROOT / p).is_file())


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def is_script(path):
    """A program without an extension, such as tools/check, is known by its first line."""
    if path.suffix in SCRIPTS or path.name == "CMakeLists.txt":
        return True
    return path.suffix == "" and (ROOT / path).read_bytes().startswith(b"#!")
