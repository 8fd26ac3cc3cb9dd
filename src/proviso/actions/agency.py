"""The agency as the actions see it: its memory, its record, its policy packs and its keys, made once at start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from proviso.db.store import Store
from proviso.errors import NotFoundError
from proviso.journal import Journal
from proviso.policy import Pack, combine, load
from proviso.settings import Settings


@dataclass(slots=True, kw_only=True)
class Packs:
    """The packs that this process has loaded, by reference; a component's overlay is combined with its base once."""

    folder: Path
    pack: str
    """Id or folder of the agency's own pack."""
    overlays: dict[str, str] = field(default_factory=dict)
    """Pack of each component that adds rules (139-07.7.b)."""
    _by_ref: dict[str, Pack] = field(default_factory=dict)

    def by_ref(self, ref: str) -> Pack:
        """The pack that `id@revision`, with overlays after `+`, names."""
        known = self._by_ref.get(ref)
        if known is None:
            base, *overlays = [self._single(single) for single in ref.split("+")]
            known = base
            for overlay in overlays:
                known = combine(known, overlay)
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

    def _single(self, single: str) -> Pack:
        if single not in self._by_ref:
            self._load_own()
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
        for known in self._by_ref.values():
            if known.id == name and "+" not in known.ref:
                return known
        inside = self.folder / name
        pack = load(inside if inside.is_dir() else Path(name))
        self._by_ref[pack.ref] = pack
        return pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """What a door needs to ask and to record; `app.open_agency` makes it."""

    store: Store
    journal: Journal
    packs: Packs
    digest_key: bytes = field(repr=False)
    """For `Use.digest`: a plain hash of a nine-digit number is the number."""
    sealing_key: bytes = field(repr=False)
    """Wraps the key of each text that a person let one reviewer see."""
    settings: Settings
