"""A person's row as others see it, and as they see it themselves."""

from symposia.features.people.tables import Block, Person
from symposia.features.people.wire import BlockView, Card, Me
from symposia.kernel.access import PUBLIC_ROLES


def card(person: Person) -> Card:
    """What everybody may see of `person`. Roles are the public ones; a moderator of one room is a moderator here."""
    kinds = {role.partition(":")[0] for role in person.roles}
    return Card(
        id=person.id,
        name=person.name,
        affiliation=person.affiliation,
        field=person.field,
        topics=tuple(person.topics),
        languages=tuple(person.languages),
        seeks=tuple(person.seeks),
        offers=tuple(person.offers),
        biography=person.biography,
        picture=person.picture,
        roles=tuple(role for role in PUBLIC_ROLES if role in kinds),
    )


def me(person: Person) -> Me:
    """All of `person`, for themselves."""
    return Me(
        id=person.id,
        email=person.email,
        name=person.name,
        affiliation=person.affiliation,
        field=person.field,
        biography=person.biography,
        topics=tuple(person.topics),
        languages=tuple(person.languages),
        seeks=tuple(person.seeks),
        offers=tuple(person.offers),
        roles=tuple(person.roles),
        time_zone=person.time_zone,
        language=person.language,
        picture=person.picture,
        registered=person.registered_at,
    )


def block_view(block: Block) -> BlockView:
    return BlockView(id=block.other_id, name=block.name)
