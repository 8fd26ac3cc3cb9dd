"""Where the SCIM service reads and writes: our own tables, through the same actions as every form."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from scim2_models import (
    Context,
    Group,
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimFilter,
    SearchRequest,
    UniquenessException,
)
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import ScimStorage, SearchPage
from scim2_server.utils import parametrize

from proviso.actions import directory
from proviso.actions.directory import TEAM, USER, Entry
from proviso.db import people
from proviso.db import scim as db
from proviso.db.scim import Kept
from proviso.db.store import Store, Tx
from proviso.errors import ConflictError, NotFoundError, UsageError

from .models import EnterpriseUser, User

_READ: dict[str, type[Resource[Any]]] = {USER: User[EnterpriseUser], TEAM: Group}


class Storage(ScimStorage):
    """The directory of one agency, for one request."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store = store
        self.clock = clock

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        """One resource."""
        with self.store.read() as tx:
            return _resource(_kept(tx, resource_type, resource_id))

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """A page. What identity providers ask for (one user name, one address, page after page) is an index look."""
        kinds = [str(one.name) for one in resource_types]
        with self.store.read() as tx:
            if len(kinds) == 1 and search_request.filter is None and search_request.sort_by is None:
                return _page(tx, kinds[0], search_request)
            named = _named(tx, kinds[0], search_request.filter) if len(kinds) == 1 else None
            rows = named if named is not None else (kept for kind in kinds for kept in db.every(tx, kind))
            found = [one for one in map(_resource, rows) if _matches(search_request.filter, one)]
        if search_request.sort_by is not None:
            found = search_request.sort(found)
        start = search_request.start_index_0 or 0
        stop = None if search_request.count is None else start + search_request.count
        return SearchPage(len(found), found[start:stop])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """A joiner, or a new group."""
        at, resource_id = self.clock(), uuid.uuid4().hex
        if isinstance(resource, Group):
            return _resource(self._said(lambda tx: _put_group(tx, None, resource_id, resource, at)))
        entry = _entry(resource)
        return _with_ours(resource, self._said(lambda tx: directory.join(tx, entry, resource_id, at=at)))

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """A mover, a leaver, somebody who comes back, or a changed group."""
        at = self.clock()

        def work(tx: Tx) -> Kept:
            kept = _kept(tx, resource_type, str(resource.id))
            _require_version(kept, expected_version)
            if isinstance(resource, Group):
                return _put_group(tx, kept, kept.id, resource, at)
            return directory.change(tx, kept, _entry(resource), at=at)

        return _resource(self._said(work))

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """A leaver, or a group that is gone."""
        at = self.clock()

        def work(tx: Tx) -> None:
            kept = _kept(tx, resource_type, resource_id)
            _require_version(kept, expected_version)
            (directory.leave if kept.kind == USER else directory.drop_group)(tx, kept, at=at)

        self._said(work)

    def _said(self, work: Callable[[Tx], Any]) -> Any:
        """Our faults, as SCIM says them."""
        try:
            return self.store.write(work)
        except ConflictError as fault:
            raise UniquenessException(detail=f"{fault.message} {fault.hint}".strip()) from None
        except NotFoundError as fault:
            raise NotFoundException(detail=fault.message) from None
        except UsageError as fault:
            raise InvalidValueException(detail=f"{fault.message} {fault.hint}".strip()) from None


def _kept(tx: Tx, resource_type: ResourceType, resource_id: str) -> Kept:
    found = db.get(tx, str(resource_type.name), resource_id)
    if found is None:
        raise NotFoundException(detail=f"{resource_type.name} {resource_id!r} not found")
    return found


def _version(kept: Kept) -> str:
    return f'W/"{kept.version}"'


def _require_version(kept: Kept, expected: str | None) -> None:
    if expected is not None and expected != _version(kept):
        raise PreconditionFailedException


def _resource(kept: Kept) -> Resource[Any]:
    """The entry as the directory sent it, with what we add."""
    return _with_ours(_READ[kept.kind].model_validate_json(kept.body, scim_ctx=Context.DEFAULT), kept)


def _with_ours(resource: Resource[Any], kept: Kept) -> Resource[Any]:
    resource.id = kept.id
    resource.meta = Meta(
        resource_type=kept.kind,
        created=kept.created_at,
        last_modified=kept.changed_at,
        version=_version(kept),
    )
    return resource


def _page(tx: Tx, kind: str, asked: SearchRequest[Any]) -> SearchPage:
    total = db.count(tx, kind)
    if asked.count == 0:
        return SearchPage(total, [])
    rows = db.page(tx, kind, asked.start_index_0 or 0, total if asked.count is None else asked.count)
    return SearchPage(total, [_resource(one) for one in rows])


def _named(tx: Tx, kind: str, asked: ScimFilter[Any] | None) -> Iterable[Kept] | None:
    """What one comparison can find by an index; None where all have to be looked at. It is compared again after."""
    node = asked.ast if asked is not None else None
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq or not isinstance(node.value, str):
        return None
    path = str(node.attr_path).rpartition(":")[2].casefold()
    if path in {"username", "displayname"} and (path == "username") == (kind == USER):
        return [one] if (one := db.by_name(tx, kind, node.value)) is not None else []
    if path == "externalid":
        return db.by_external(tx, kind, node.value)
    if path == "id":
        return [one] if (one := db.get(tx, kind, node.value)) is not None else []
    if path == "emails.value" and kind == USER:
        person = people.by_email(tx, node.value)
        one = db.of_person(tx, person.id) if person is not None else None
        return [one] if one is not None else None
    return None


def _matches(asked: ScimFilter[Any] | None, resource: Resource[Any]) -> bool:
    if asked is None:
        return True
    if not asked.models:
        asked = parametrize(ScimFilter, type(resource))(str(asked))
    return bool(asked.match(resource))


def _body(resource: Resource[Any]) -> str:
    """The entry without what we add to it."""
    bare = resource.model_copy()
    bare.id, bare.meta = None, None
    return str(bare.model_dump_json(scim_ctx=Context.DEFAULT))


def _entry(user: Any) -> Entry:
    """What an entry says about a person."""
    extension = user[EnterpriseUser] or EnterpriseUser()
    emails = [one for one in user.emails or () if one.value]
    email = next((one.value for one in emails if one.primary), emails[0].value if emails else user.user_name)
    return Entry(
        user_name=str(user.user_name),
        name=_called(user),
        email=str(email),
        title=user.title,
        department=extension.department,
        user_type=user.user_type or "",
        manager=(extension.manager.value or "") if extension.manager is not None else "",
        external_id=user.external_id or "",
        is_active=user.active is not False,
        body=_body(user),
    )


def _called(user: Any) -> str:
    name = user.name
    spoken = " ".join(filter(None, (name.given_name, name.family_name))) if name is not None else ""
    return str(user.display_name or (name.formatted if name is not None else "") or spoken or user.user_name)


def _put_group(tx: Tx, before: Kept | None, resource_id: str, group: Group, at: datetime) -> Kept:
    ids = {str(one.value) for one in group.members or () if one.value}
    known = frozenset(one for one in ids if db.get(tx, USER, one) is not None)
    name, external_id = str(group.display_name), group.external_id or ""
    return directory.put_group(tx, before, resource_id, name, external_id, known, _body(group), at)
