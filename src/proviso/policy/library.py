"""The packs of one process: each is read from its folder once, and an overlay combined with its base once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from proviso.errors import NotFoundError, PackError

from .pack import Pack
from .packs import combine, digest, load
from .texts import Texts


@dataclass(slots=True, kw_only=True)
class Packs:
    """The packs that this process has loaded, by reference; a component's overlay is combined with its base once."""

    folder: Path
    pack: str
    """Id or folder of the agency's own pack."""
    overlays: dict[str, str] = field(default_factory=dict)
    """Pack of each component that adds rules (139-07.7.b)."""
    kept: Callable[[str], Texts | None] = field(default=lambda ref: None, repr=False)
    """The texts of a pack that the agency keeps with its records, by reference; they never change."""
    _by_ref: dict[str, Pack] = field(default_factory=dict)
    _by_name: dict[str, Pack] = field(default_factory=dict)
    """By what the settings say: two folders may hold two revisions of one pack."""
    _folders: dict[str, Path] = field(default_factory=dict)

    def by_ref(self, ref: str) -> Pack:
        """The pack that `id@revision`, with overlays after `+`, names."""
        known = self._by_ref.get(ref)
        if known is None:
            base, *overlays = [self.single(single) for single in ref.split("+")]
            known = base
            for overlay in overlays:
                known = _combined(known, overlay)
            self._by_ref[ref] = known
        return known

    def base(self) -> Pack:
        """The agency's own pack, as the settings name it."""
        return self._load(self.pack)

    def overlay(self, component: str) -> Pack | None:
        """The overlay of a component, None when it adds nothing."""
        name = self.overlays.get(component)
        return None if name is None else self._load(name)

    def for_component(self, component: str) -> Pack:
        """The pack as it holds in one component: the agency's rules and the component's, the strictest wins."""
        base, overlay = self.base(), self.overlay(component)
        return base if overlay is None else self.by_ref(f"{base.ref}+{overlay.ref}")

    def read_again(self, pack: Pack) -> Pack:
        """The same pack from its files as they are now; they may have changed since they were read.

        Files with the bytes that were read before load as they did before.
        """
        kept = None if pack.ref in self._folders else self.kept(pack.ref)
        folder = kept or self._folders.get(pack.ref, self.folder / pack.id)
        return pack if digest(folder) == pack.sha256 else load(folder)

    def single(self, single: str) -> Pack:
        """One pack by `id@revision`, an overlay without the pack that it adds rules to."""
        if single not in self._by_ref:
            self._load_own()
        if single not in self._by_ref and (texts := self.kept(single)) is not None:
            self._by_ref[single] = load(texts)
        if single not in self._by_ref:
            pack = self._load(single.partition("@")[0])
            if pack.ref != single:
                raise NotFoundError(
                    f"The policy pack {single} is not here.", hint=f"This folder has {pack.ref}: {self.folder}"
                )
        return self._by_ref[single]

    def _load_own(self) -> None:
        """The settings' packs may stand in folders of any name; their references are known once they are read."""
        self.base()
        for component in self.overlays:
            self.overlay(component)

    def _load(self, name: str) -> Pack:
        """A pack by the name of its folder among ours, or by its path; each is read once."""
        known = self._by_name.get(name)
        if known is None:
            inside = self.folder / name
            folder = inside if inside.is_dir() else Path(name)
            known = load(folder)
            self._by_ref[known.ref], self._folders[known.ref] = known, folder
            self._by_name[name] = known
        return known


def _combined(pack: Pack, overlay: Pack) -> Pack:
    """Both together. INVARIANT: local rules that do not fit close the tools there, and never fall away."""
    try:
        return combine(pack, overlay)
    except PackError as fault:
        raise PackError(
            f"The local rules of {overlay.component} no longer fit the agency’s rules, so nothing is open there.",
            hint=f"Ask the CIO of {overlay.component} to change or end them. {fault.message}",
        ) from fault
