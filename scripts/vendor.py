"""Fetches the files of others that canbo ships, and checks that the committed ones are still those that were fetched.

    python scripts/vendor.py            fetch with npm, check the sha512 of each tarball, write the files and the lock
    python scripts/vendor.py --check    compare the committed files with the lock; needs no network

The list is scripts/vendor.toml. Users of canbo never need node: the files are in the repository.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parent
ROOT = SCRIPTS.parent
LIST = SCRIPTS / "vendor.toml"
LOCK = SCRIPTS / "vendor.lock"
LICENCES = ROOT / "canbo/common/static/vendor/LICENSES.md"
LICENCE_FILE = "LICENSE.txt"


class VendorError(Exception):
    """A package that is not what vendor.toml says it is."""


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package and what is taken from it; paths in the tarball are relative to its `package/` folder."""

    name: str
    version: str
    integrity: str
    licence: str
    use: str
    into: str
    licence_file: str = ""
    licence_text: str = ""
    files: dict[str, str] = field(default_factory=dict)
    fonts: dict[str, list[str]] = field(default_factory=dict)
    sprite: dict[str, Any] = field(default_factory=dict)
    head: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where its files go."""
        return ROOT / self.into


def read_list() -> list[Package]:
    """The packages of vendor.toml, in its order."""
    return [Package(**entry) for entry in tomllib.loads(LIST.read_text("utf-8"))["package"]]


def fetch(package: Package, folder: Path) -> dict[str, bytes]:
    """The members of the package's tarball by path; raises VendorError when its sha512 is not the one recorded."""
    command = ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    tarball = folder / done.stdout.strip().splitlines()[-1]
    digest = "sha512-" + base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if digest != package.integrity:
        raise VendorError(f"{package.name} {package.version}: sha512 is {digest}, vendor.toml says {package.integrity}")
    members: dict[str, bytes] = {}
    with tarfile.open(tarball) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                members[member.name.removeprefix("package/")] = stream.read()
    return members


def without_source_map(content: bytes) -> bytes:
    """The file without its pointer to a source map that is not shipped (hashed static storage would look for it)."""
    content = re.sub(rb"/\*# sourceMappingURL=[^*]*\*/\s*", b"", content)
    return re.sub(rb"^//# sourceMappingURL=.*$", b"", content, flags=re.M)


def merged_font(parts: list[bytes], folder: Path) -> bytes:
    """One TrueType font from the subsets of a face, with fixed time stamps so that the result is repeatable."""
    from fontTools.merge import Merger  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    paths = []
    for number, part in enumerate(parts):
        woff, ttf = folder / f"part{number}.woff2", folder / f"part{number}.ttf"
        woff.write_bytes(part)
        font = TTFont(woff, recalcTimestamp=False)
        font.flavor = None
        font.save(ttf)
        paths.append(str(ttf))
    first = TTFont(paths[0])["head"]
    font = Merger().merge(paths)
    font.recalcTimestamp = False
    font["head"].created, font["head"].modified = first.created, first.modified
    target = folder / "merged.ttf"
    font.save(target)
    return target.read_bytes()


def sprite(icons: list[str], members: dict[str, bytes]) -> bytes:
    """One SVG with a symbol for each named outline icon; colour and stroke come from the style sheet."""
    symbols = []
    for name in sorted(set(icons)):
        source = members[f"icons/outline/{name}.svg"].decode()
        body = source[source.index(">", source.index("<svg")) + 1 : source.rindex("</svg>")]
        body = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", body)
        body = re.sub(r"\s*\n\s*", "", body.strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def first_lines(content: bytes, count: int) -> bytes:
    """The first so many lines of a text, packed by gzip without a time stamp so that the result is repeatable."""
    lines = content.splitlines(keepends=True)[:count]
    if len(lines) < count:
        raise VendorError(f"only {len(lines)} lines where vendor.toml asks for {count}")
    return gzip.compress(b"".join(lines), mtime=0)


def write(package: Package, members: dict[str, bytes], folder: Path) -> list[Path]:
    """Writes the package's chosen files and its licence; returns their paths."""
    contents = {target: members[source] for source, target in package.files.items()}
    for target, parts in package.fonts.items():
        contents[target] = merged_font([members[part] for part in parts], folder)
    if package.sprite:
        contents[package.sprite["file"]] = sprite(package.sprite["icons"], members)
    if package.head:
        contents[package.head["file"]] = first_lines(members[package.head["source"]], package.head["lines"])
    if package.licence_text:
        contents[LICENCE_FILE] = (SCRIPTS / package.licence_text).read_bytes()
    else:
        contents[LICENCE_FILE] = members[package.licence_file]
    package.folder.mkdir(parents=True, exist_ok=True)
    written = []
    for target, content in contents.items():
        path = package.folder / target
        path.write_bytes(without_source_map(content) if path.suffix in {".js", ".css"} else content)
        written.append(path)
    return written


def licences(packages: list[Package]) -> str:
    """The table of packages and licences, in Markdown."""
    rows = [
        f"| {p.name} | {p.version} | {p.licence} | `{p.into}/{LICENCE_FILE}` | {p.use} |"
        for p in sorted(packages, key=lambda p: p.name)
    ]
    head = [
        "# Files of others in this repository",
        "",
        "Written by `scripts/vendor.py` from `scripts/vendor.toml`; `scripts/vendor.lock` holds each file's sha256.",
        "",
        "| package | version | licence | text | used for |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


def lock_lines(paths: list[Path]) -> str:
    """The lock: sha256 and path from the root, sorted by path."""
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(ROOT).as_posix()}" for p in sorted(paths)]
    return "\n".join(lines) + "\n"


def faults(packages: list[Package]) -> Iterator[str]:
    """What differs between the lock, the list and the committed files, one sentence each."""
    lines = (line.split("  ", 1) for line in LOCK.read_text("utf-8").splitlines())
    locked = {name: digest for digest, name in lines}
    for name, digest in locked.items():
        path = ROOT / name
        if not path.is_file():
            yield f"{name}: in the lock, not in the repository"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            yield f"{name}: changed since it was fetched"
    for package in packages:
        for path in sorted(package.folder.iterdir()):
            name = path.relative_to(ROOT).as_posix()
            if path.is_file() and name not in locked and path.suffix != ".py":
                yield f"{name}: in the repository, not in the lock"
    if LICENCES.read_text("utf-8") != licences(packages):
        yield f"{LICENCES.relative_to(ROOT)}: differs from vendor.toml"
    for package in packages:
        if package.sprite:
            text = (package.folder / package.sprite["file"]).read_text("utf-8")
            if set(re.findall(r'<symbol id="([^"]+)"', text)) != set(package.sprite["icons"]):
                yield "vendor.toml names other icons than the sprite holds"


def main() -> int:
    """Exit status 0, or 1 when something is not as recorded."""
    parser = argparse.ArgumentParser(description="Fetch or check the files of others that canbo ships.")
    parser.add_argument("--check", action="store_true", help="compare the committed files with the lock; no network")
    check: bool = parser.parse_args().check
    packages = read_list()
    if check:
        found = list(faults(packages))
        for fault in found:
            print(fault, file=sys.stderr)
        return 1 if found else 0
    written: list[Path] = []
    for package in packages:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            try:
                written += write(package, fetch(package, folder), folder)
            except VendorError as error:
                print(error, file=sys.stderr)
                return 1
        print(f"{package.name} {package.version}")
    LICENCES.write_text(licences(packages), "utf-8")
    LOCK.write_text(lock_lines(written), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
