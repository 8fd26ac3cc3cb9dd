"""Which attributes of a person and a group we take. What we have no use for is not kept: addresses, phones, photos."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Group,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    ScimPolicy,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
)
from scim2_models import User as FullUser

MOST_FOUND = 200
MOST_OPERATIONS = 1_000
MOST_BULK = 4 << 20
EXTENSION = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")


class Name(ComplexAttribute):
    """How a person is called."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    """An address of a person."""

    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class User(Resource[AnyExtension]):
    """What we take of the core schema's user."""

    __schema__ = FullUser.__schema__

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """How the directory names the person; often the address."""
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    user_type: str | None = None
    """Employee, Contractor, Detailee."""
    active: bool | None = None
    """False: the person has left, and the next use is denied."""
    emails: list[Email] | None = None

    Name: ClassVar[type[ComplexAttribute]] = Name
    Emails: ClassVar[type[ComplexAttribute]] = Email


class Manager(ComplexAttribute):
    """Who supervises a person."""

    value: Annotated[str | None, CaseExact.true] = None
    """Id of the manager's entry."""
    ref: Reference[User] | None = Field(None, serialization_alias="$ref", validation_alias="$ref")  # type: ignore[type-arg]  # as the library's own


class EnterpriseUser(Extension):
    """What we take of the enterprise extension."""

    __schema__ = EXTENSION

    employee_number: str | None = None
    department: str | None = None
    """Becomes a component, as the page Feeds says."""
    manager: Manager | None = None


POLICY = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
"""What large identity providers send and the strict reading forbids: attributes that we do not take are dropped."""


def provider() -> ScimProvider:
    """What we serve, and what we say of it at the discovery addresses."""
    return ScimProvider(
        models=[User, EnterpriseUser, Group],
        resource_types=[
            ResourceType.from_resource(User[EnterpriseUser]),
            ResourceType.from_resource(Group),
        ],
        config=ServiceProviderConfig(
            documentation_uri=None,
            patch=Patch(supported=True),
            bulk=Bulk(supported=True, max_operations=MOST_OPERATIONS, max_payload_size=MOST_BULK),
            filter=Filter(supported=True, max_results=MOST_FOUND),
            change_password=ChangePassword(supported=False),
            sort=Sort(supported=True),
            etag=ETag(supported=True),
            authentication_schemes=[
                AuthenticationScheme(
                    type=AuthenticationScheme.Type.oauthbearertoken,
                    name="Token of the feed",
                    description="An administrator makes it on the page Feeds.",
                    primary=True,
                )
            ],
        ),
        policy=POLICY,
    )
