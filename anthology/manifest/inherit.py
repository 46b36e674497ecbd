"""A manifest that builds on another: `extends`, `select` and `omit`, and what falls away with an essay left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

from anthology.core.files import Folder, FolderError
from anthology.core.findings import Finding, Location, suggest
from anthology.core.schema import Record
from anthology.core.yaml import Document, Limits, quote, read
from anthology.manifest.choices import LANGUAGE, WRITTEN
from anthology.manifest.schema import Manifest
from anthology.manifest.tree import Node, document_of, tree
from anthology.manifest.types import FILE, fresh_identifier

DEEPEST = 5  # manifests, each of which builds on the next
OWN = ("extends", "select", "omit")  # keys that say how to build on another manifest and are not handed on


def _file_routes(annotation: Any, metadata: Iterable[object] = ()) -> Iterator[tuple[str, ...]]:
    """The routes below a value of this kind that lead to a path of a file; * is any key or item."""
    if FILE in metadata:
        yield ()
    elif isinstance(annotation, type) and issubclass(annotation, Record):
        for name, field in annotation.model_fields.items():
            routes = _file_routes(field.annotation, field.metadata)
            yield from ((field.alias or name, *route) for route in routes)
    elif get_origin(annotation) is Annotated:
        yield from _file_routes(annotation.__origin__, annotation.__metadata__)
    else:
        below = ("*",) if get_origin(annotation) in (tuple, dict) else ()
        yield from ((*below, *route) for inner in get_args(annotation) for route in _file_routes(inner))


# The values that are paths of files, from the folder of the manifest that names them.
FILES = (*_file_routes(Manifest), *((kind,) for kind in WRITTEN))

# The texts that the editors write, with the keys of their languages.
TEXTS = {
    "foreword": "foreword_language",
    "afterword": "afterword_language",
    "introduction": "introduction_language",
    "content_notes": "notes_language",
    "not_present": "notes_language",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """A manifest with all that it builds on, the ids of the essays left out on purpose, and the findings.

    `is_whole` means that each file was found and read, so that what is missing now is missing from the book.
    """

    document: Document
    omitted: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    is_whole: bool = True


def extend(document: Document, folder: Folder, limits: Limits) -> Extended:
    """A manifest joined to the one that it extends, and so on down to one that stands alone.

    Keys of the manifest take the place of those of the other, but its essays stay in their language; an essay changes
    only in the keys given for its id, an edition only in those given under its name unless `format` is among them.
    `select` and `omit` choose among the
    other's essays; what the manifest itself adds is always there. A book of other contents is another book: without an
    identifier of its own it has one made from the other's and its file name.

    Findings, each with its place in the file at fault: M013 and M014 for a file that cannot be read, M019 for a circle
    and for more than DEEPEST files, M015 and M016 for ids that are not there and keys without effect, M020 for what
    falls away, M021 for a book that has the other's title.
    """
    joined = _extend(document, folder, limits, (document.path.name,))
    value = document.value
    if joined.is_whole and isinstance(value, dict) and "extends" in value and "title" not in value:
        message = "the book has the title of the one that it extends, and so would its files"
        hint = "give it a title of its own, or build it with --out"
        finding = Finding("M021", message, document.key_at("extends"), hint)
        return replace(joined, findings=(*joined.findings, finding))
    return joined


def _extend(document: Document, folder: Folder, limits: Limits, chain: tuple[str, ...]) -> Extended:
    value = document.value
    if not isinstance(value, dict) or "extends" not in value:
        return Extended(document=document, findings=tuple(_pointless(document)))
    base, findings = _base(document, folder, limits, chain)
    if base is None:
        return Extended(document=document, findings=findings, is_whole=False)
    name = _below(chain[-1], str(value["extends"]))
    lower = _extend(base, folder, limits, (*chain, name))
    findings = (*findings, *lower.findings)
    if not lower.is_whole:
        return Extended(document=document, findings=findings, is_whole=False)
    over = tree(document)
    under = _moved(tree(lower.document).without(*OWN), _folder_of(str(value["extends"])), FILES)
    under = _in_own_language(under) if "language" in over.members else under
    merged = _merged(under, over, chain[-1])
    chosen = _Choice(under, over, merged)
    lines = {**lower.document.others, lower.document.path: lower.document.lines, document.path: document.lines}
    kept = {node.name for node in chosen.essays}
    return Extended(
        document=document_of(chosen.result(), document.path, lines),
        omitted=tuple(one for one in dict.fromkeys((*lower.omitted, *chosen.omitted)) if one not in kept),
        findings=(*findings, *chosen.findings()),
    )


def _pointless(document: Document) -> Iterator[Finding]:
    for key in ("select", "omit"):
        if document.get(key) is not None:
            message = f"`{key}` has no effect in a manifest that extends no other"
            yield Finding("M016", message, document.key_at(key), "add extends: with the path of a manifest")


def _base(
    document: Document, folder: Folder, limits: Limits, chain: tuple[str, ...]
) -> tuple[Document | None, tuple[Finding, ...]]:
    """The manifest that this one extends, None if it cannot be read."""
    at, given = document.at("extends"), document.get("extends")
    if not isinstance(given, str):
        hint = "for instance extends: book.yaml"
        return None, (Finding("M009", "`extends` is the path of a manifest", at, hint),)
    name = _below(chain[-1], given)
    try:
        data = folder.read(name, limits.size)
    except FolderError as error:
        code = {"outside": "M014", "path": "M014", "size": "X002"}.get(error.trouble, "M013")
        hint = error.hint or "the path starts in the folder of the manifest"
        return None, (Finding(code, f"{quote(given)}: {error.message}", at, hint),)
    if name in chain:
        circle = " → ".join((*chain[chain.index(name) :], name))
        return None, (Finding("M019", f"the manifests extend each other: {circle}", at, "take one `extends` out"),)
    if len(chain) >= DEEPEST:
        message = f"more than {DEEPEST} manifests build on each other"
        return None, (Finding("M019", message, at, "let this one extend a manifest further down"),)
    path = _root(document.path, chain[-1]) / name
    base, findings = read(data, path, limits)
    if base is not None and not isinstance(base.value, dict):
        nothing = Finding("M009", "the manifest has no keys with values", base.at(), "see `anthology new`")
        return None, (*findings, nothing)
    return base, findings


def _root(path: Path, name: str) -> Path:
    """The folder that `name` starts from, of a path that ends with it."""
    return path.parents[name.count("/")]


def _folder_of(name: str) -> str:
    """The folders of a relative path, with the / behind them; empty for a bare name."""
    parts = [part for part in name.split("/") if part != "."]
    return "".join(f"{part}/" for part in parts[:-1])


def _below(manifest: str, name: str) -> str:
    """A path that a manifest names, from the folder of the first; the folder refuses what climbs or is absolute."""
    if name.startswith(("/", "~")):
        return name
    return _folder_of(manifest) + _folder_of(name) + name.rpartition("/")[2]


def _moved(node: Node, folder: str, patterns: tuple[tuple[str, ...], ...]) -> Node:
    """The same manifest with its files named from the folder above."""
    if not folder or not patterns:
        return node
    if isinstance(node.content, str):
        is_ours = () in patterns and not node.content.startswith(("/", "~"))
        return replace(node, content=folder + node.content) if is_ours else node
    if isinstance(node.content, tuple):
        return node.holding(_moved(inner, folder, _after("*", patterns)) for inner in node.content)
    return node.having({key: _moved(inner, folder, _after(key, patterns)) for key, inner in node.members.items()})


def _in_own_language(under: Node) -> Node:
    """The manifest with its language on each essay and each text that names none.

    So they keep it in a book of another language.
    """
    essays = under.members.get("essays")
    language = under.members.get("language") or Node(content=LANGUAGE, at=under.at)
    named = _named_languages(under, language)
    if essays is not None:
        held = (each.having({"language": language} | _named_languages(each, language)) for each in essays.items)
        kept = (new.having(old.members) for new, old in zip(held, essays.items, strict=True))
        named["essays"] = essays.holding(kept)
    return under.having(named)


def _named_languages(node: Node, language: Node) -> dict[str, Node]:
    """The keys for the languages of the texts that are given, as far as they are not given too."""
    return {key: language for text, key in TEXTS.items() if text in node.members and key not in node.members}


def _under(under: Node, over: Mapping[str, Node]) -> Node:
    """What is kept of keys below others: not the language of a text that is given anew."""
    return under.without(*(key for text, key in TEXTS.items() if text in over and key not in over))


def _after(key: str, patterns: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(pattern[1:] for pattern in patterns if pattern and pattern[0] in (key, "*"))


def _merged(under: Node, over: Node, name: str) -> Node:
    """The keys of one manifest over those of another; `name` is that of the file on top."""
    members = dict(over.members)
    for key, merge in MERGES.items():
        if key in members and key in under.members:
            members[key] = merge(under.members[key], members[key])
    known = under.members.get("identifier")
    if known and "identifier" not in members and isinstance(known.content, str):
        fresh = fresh_identifier(f"{known.content} {name}")
        members["identifier"] = Node(content=fresh, at=over.members["extends"].at)
    return _under(under, over.members).changed_by(members)


def _merged_by_id(under: Node, over: Node) -> Node:
    """Essays, or people: what is given for an id changes it, others are added."""
    if not isinstance(over.content, tuple) or not isinstance(under.content, tuple):
        return over
    essays = list(under.items)
    places = {essay.name: index for index, essay in reversed(list(enumerate(essays))) if essay.name}
    for essay in over.items:
        index = places.pop(essay.name, None)  # a second change of the same essay is reported as a duplicate id
        if index is None:
            essays.append(essay)
        else:
            essays[index] = _under(essays[index], essay.members).changed_by(essay.members)
    return over.holding(essays)


def _merged_editions(under: Node, over: Node) -> Node:
    if not isinstance(over.content, dict) or not isinstance(under.content, dict):
        return over
    changed = {
        name: under.members[name].changed_by(edition.members) if _is_change(name, edition, under) else edition
        for name, edition in over.members.items()
    }
    return replace(over, content={**under.members, **changed})


def _is_change(name: str, edition: Node, under: Node) -> bool:
    """Whether an edition changes another's keys; one that gives its format stands for itself."""
    other = under.members.get(name)
    both = other is not None and isinstance(other.content, dict) and isinstance(edition.content, dict)
    return both and "format" not in edition.members


MERGES = {"contributors": _merged_by_id, "essays": _merged_by_id, "editions": _merged_editions}


class _Choice:
    """The essays that `select` or `omit` leave, and what goes with the others."""

    def __init__(self, under: Node, over: Node, merged: Node) -> None:
        self.over, self.merged = over, merged
        self.there = [node.name for node in under.members["essays"].items] if "essays" in under.members else []
        self.all = merged.members["essays"].items if "essays" in merged.members else ()
        self.wanted = self._texts("select")
        self.unwanted = self._texts("omit")
        names = [node.content for node in self.wanted]
        by_name = {node.name: node for node in reversed(self.all)}
        rest = [node for node in self.all if node.name not in names]
        if "select" in over.members:
            first = [by_name[name] for name in dict.fromkeys(names) if name in by_name]
            self.essays = [*first, *(node for node in rest if node.name not in self.there)]
        else:
            gone = {node.content for node in self.unwanted} & set(self.there)
            self.essays = [node for node in self.all if node.name not in gone]
        kept = {node.name for node in self.essays}
        self.omitted = tuple(name for name in self.there if name and name not in kept)
        self.fallen: list[Finding] = []

    def _texts(self, key: str) -> tuple[Node, ...]:
        node = self.over.members.get(key)
        return tuple(item for item in node.items if isinstance(item.content, str)) if node else ()

    def result(self) -> Node:
        """The manifest with the essays that are left."""
        members = dict(self.merged.members)
        if "essays" in members:
            members["essays"] = members["essays"].holding(self.essays)
        for key, prune in (("parts", self._parts), ("editions", self._editions)):
            if self.omitted and key in members:
                members[key] = prune(members[key])
        if "parts" in members and self.fallen and not members["parts"].items:
            del members["parts"]
        return replace(self.merged, content=members)

    def _parts(self, parts: Node) -> Node:
        """The other manifest's parts without the essays left out, and without those that would be empty."""
        if "parts" in self.over.members or not isinstance(parts.content, tuple):
            return parts
        kept = []
        for part in parts.items:
            pruned = self._pruned(part, "essays")
            if pruned is None:
                title = part.members.get("title")
                name = quote(str(title.content)) if title else "a part"
                self._fell(f"the part {name} has no essay left and is not in the book", part.at)
            else:
                kept.append(pruned)
        return parts.holding(kept)

    def _editions(self, editions: Node) -> Node:
        """The other manifest's editions, without the essays left out and without those made of none else."""
        own = self.over.members.get("editions")
        kept = {}
        for name, edition in editions.members.items():
            is_own = own is not None and "select" in own.members.get(name, own).members
            pruned = edition if is_own else self._pruned(edition, "select")
            if pruned is None:
                self._fell(f"the edition {quote(name)} has no essay left and is not made", edition.key_at or edition.at)
            else:
                kept[name] = pruned
        return replace(editions, content=kept) if isinstance(editions.content, dict) else editions

    def _pruned(self, node: Node, key: str) -> Node | None:
        """A mapping whose list of essays has lost those left out; None where it has lost all."""
        listed = node.members.get(key)
        if listed is None or not listed.items:
            return node
        left = [item for item in listed.items if item.content not in self.omitted]
        return node.having({key: listed.holding(left)}) if left else None

    def _fell(self, message: str, at: Location) -> None:
        self.fallen.append(Finding("M020", message, at, "its essays were left out; nothing to do if that is meant"))

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the choice, and what fell away; after `result`."""
        over: Mapping[str, Node] = self.over.members
        if "select" in over and "omit" in over:
            at = over["omit"].key_at or over["omit"].at
            yield Finding("M016", "`select` and `omit` are both given", at, "keep one of the two")
        selectable = [node.name for node in self.all if node.name]
        for nodes, known in ((self.wanted, selectable), (self.unwanted, self.there)):
            seen: set[str] = set()
            for node in nodes:
                name = str(node.content)
                if name not in known:
                    message = f"there is no essay with the id {quote(name)}"
                    yield Finding("M015", message, node.at, suggest(name, known))
                elif name in seen:
                    yield Finding("M012", f"{quote(name)} is named twice", node.at, "name it once")
                seen.add(name)
        for node in over["essays"].items if "essays" in over else ():
            if node.name in self.omitted:
                message = f"the essay {quote(node.name)} is changed here, but left out of the book"
                yield Finding("M016", message, node.at, "take the change out, or keep the essay")
        yield from self.fallen
