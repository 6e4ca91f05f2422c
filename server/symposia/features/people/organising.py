"""What organisers do about people."""

from collections.abc import Iterable

from sqlmodel import col, select

from symposia.features.people.cards import me
from symposia.features.people.directory import matching, page
from symposia.features.people.leaving import leave
from symposia.features.people.organising_wire import (
    BanPerson,
    ImportedPerson,
    ImportPeople,
    Invitation,
    ListedPerson,
    ListPeople,
    MakeInvitation,
    PeopleImported,
    PeopleListed,
    SavePerson,
    SetRoles,
    SignOutPerson,
)
from symposia.features.people.rules import invitation
from symposia.features.people.signins import end_everywhere
from symposia.features.people.tables import Person
from symposia.features.people.topics import topic_of
from symposia.features.rooms.tables import Room
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import Conflict, Invalid, NotAllowed


def listed(ctx: Reading[None], do: ListPeople) -> PeopleListed:
    """Everybody, with what organisers need to know."""
    people, more = page(ctx.db, matching(do.text, addresses=True), do.after, do.limit)
    return PeopleListed(people=tuple(_listed(person) for person in people), more=more)


def save(ctx: Context[None], do: SavePerson) -> None:
    """Enter somebody, or change what is known of them."""
    holder = ctx.db.exec(select(Person).where(Person.email == do.email)).first()
    if holder is not None and holder.id != do.id:
        raise Conflict("Somebody else is registered with this address.", field="email")
    person = ctx.find(Person, do.id)
    if person is None:
        person = Person(id=do.id, email=do.email, name=do.name, registered_at=ctx.real_now)
        ctx.db.add(person)
    person.email, person.name, person.affiliation = do.email, do.name, do.affiliation
    _give_roles(ctx, person, do.roles)


def enter_list(ctx: Context[None], do: ImportPeople) -> PeopleImported:
    """Enter a list of people. Who is known already keeps what they said and gets the roles that they lack."""
    addresses = [line.email for line in do.people]
    known = {person.email: person for person in ctx.db.exec(select(Person).where(col(Person.email).in_(addresses)))}
    for line in do.people:
        if line.email not in known:
            known[line.email] = _entered(ctx, line)
        else:
            _give_roles(ctx, known[line.email], (*known[line.email].roles, *line.roles))
    return PeopleImported(people=len(set(addresses)))


def ban(ctx: Context[None], do: BanPerson) -> None:
    """Close somebody's registration, or open it again. Their connections are closed within 2 s."""
    person = ctx.get(Person, do.person)
    if person.id == ctx.actor.id:
        raise Conflict("You cannot ban yourself.")
    if person.banned != do.banned:
        _still_organiser(ctx)
        person.banned = do.banned
        ctx.restrict(person.id)
        if do.banned:
            leave(ctx, person.id)


def sign_out(ctx: Context[None], do: SignOutPerson) -> None:
    """Sign somebody out everywhere."""
    person = ctx.get(Person, do.person)
    end_everywhere(ctx, person.id, person.email)
    leave(ctx, person.id)


def set_roles(ctx: Context[None], do: SetRoles) -> None:
    """Say which roles somebody has."""
    _give_roles(ctx, ctx.get(Person, do.person), do.roles)


def invite(ctx: Reading[None], do: MakeInvitation) -> Invitation:
    """A link with which anybody who has it can register."""
    token, until = invitation(ctx.secret, ctx.now, do.days)
    return Invitation(token=token, until=until)


def _give_roles(ctx: Context[None], person: Person, roles: Iterable[str]) -> None:
    wanted = list(dict.fromkeys(roles))
    if person.id == ctx.actor.id and "organiser" in person.roles and "organiser" not in wanted:
        raise Conflict("You cannot take the organisers' role from yourself: ask another organiser.", field="roles")
    _check_rooms(ctx, set(wanted) - set(person.roles))
    lost = set(person.roles) - set(wanted)
    if lost:
        _still_organiser(ctx)
    person.roles = wanted
    ctx.put(topic_of(person.id), me(person))
    if lost:
        ctx.restrict(person.id)


def _check_rooms(ctx: Context[None], given: Iterable[str]) -> None:
    """A room with a slip of the pen in its name would be found out when its moderator is needed."""
    for role in given:
        slug = role.partition(":")[2]
        if slug and ctx.find(Room, slug) is None:
            raise Invalid(f"There is no room “{slug}” to moderate. Rooms are made first.", field="roles")


def _still_organiser(ctx: Context[None]) -> None:
    """Hold the one who acts: of two organisers who dismiss each other at once, one is left.

    Each holds their own row and wants the other's; PostgreSQL lets one win, and the other finds what has become of
    them. SQLite has one writer anyway.
    """
    if ctx.actor.system:
        return
    held = select(Person).where(Person.id == ctx.actor.id).with_for_update().execution_options(populate_existing=True)
    me = ctx.db.exec(held).one()
    if me.banned or "organiser" not in me.roles:
        raise NotAllowed("Only organisers may do this.")


def _entered(ctx: Context[None], line: ImportedPerson) -> Person:
    roles = list(dict.fromkeys(line.roles))
    _check_rooms(ctx, roles)
    person = Person(
        id=ctx.new_id(),
        email=line.email,
        name=line.name,
        affiliation=line.affiliation,
        roles=roles,
        registered_at=ctx.real_now,
    )
    ctx.db.add(person)
    return person


def _listed(person: Person) -> ListedPerson:
    return ListedPerson(
        id=person.id,
        email=person.email,
        name=person.name,
        affiliation=person.affiliation,
        roles=tuple(person.roles),
        picture=person.picture,
        banned=person.banned,
        confirmed=person.confirmed,
        registered=person.registered_at,
    )
