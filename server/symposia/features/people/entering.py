"""How people come in: by a code or a link from a mail, by a ticket, or in a demonstration with one click."""

import hmac
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_
from sqlmodel import Session, col, func, select

from symposia.features.people.actors import hashed
from symposia.features.people.cards import me
from symposia.features.people.entering_wire import (
    EnterByCode,
    EnterByLink,
    EnterByTicket,
    EnterDemo,
    Entered,
    Entering,
    SendSignIn,
    SetPicture,
)
from symposia.features.people.errors import InvitationNeeded, RegistrationClosed
from symposia.features.people.letters import sign_in_letter, unknown_letter
from symposia.features.people.rules import (
    CODE_HOLDS,
    DAY,
    WRONG_A_CODE,
    WRONG_A_DAY,
    address_key,
    code_hash,
    controls,
    invited,
)
from symposia.features.people.tables import Person, Picture, SignIn, SignInCode, UsedTicket, WrongCodes
from symposia.features.people.topics import topic_of
from symposia.features.people.wire import Profile
from symposia.features.programme.tables import Conference
from symposia.kernel.context import Context
from symposia.kernel.errors import NotAllowed, TooFast

LETTERS, LETTERS_IN = 4, timedelta(minutes=15)
"""How many mails one address can be sent."""
PICTURES_KEPT = 5
"""Messages show the picture of their time: the last few stay."""
SIGN_INS_KEPT = timedelta(days=30)
"""How long a sign-in is kept after it has run out, or was last seen before it ended."""
INVENTED = ("example.org", "example.com", "example.net")
"""Domains that belong to nobody (RFC 2606): with one click one becomes somebody invented, never a real person."""


def send(ctx: Context[None], do: SendSignIn) -> None:
    """Mail a code and a link. What is done and answered is the same whether the address is known or not."""
    conference = ctx.get(Conference, 1)
    if do.profile is not None:
        _may_register(ctx, conference, do.invitation)
    _not_too_often(ctx, do.email)
    _forget_the_old(ctx)
    ctx.db.add(
        SignInCode(
            id=ctx.new_id(),
            email=do.email,
            code_hash=code_hash(ctx.secret, do.email, do.code),
            token_hash=hashed(do.token),
            made_at=ctx.real_now,
            until=ctx.real_now + CODE_HOLDS,
            profile=do.profile.model_dump(mode="json") if do.profile else None,
        )
    )
    known = by_email(ctx.db, do.email) is not None or do.profile is not None
    letter = sign_in_letter(do.language, conference.title, do.base_url, do.code, do.token)
    unknown = unknown_letter(do.language, conference.title, do.base_url)
    ctx.mail(do.email, *(letter if known else unknown))


def by_code(ctx: Context[None], do: EnterByCode) -> Entered:
    """Sign in with the newest code of an address."""
    key = address_key(ctx.secret, do.email)
    given = code_hash(ctx.secret, do.email, do.code)
    tries = ctx.db.get(WrongCodes, key, with_for_update=True)
    if tries is not None and tries.since + DAY > ctx.real_now and tries.wrong >= WRONG_A_DAY:
        return Entered(refused="too_fast", wait=(tries.since + DAY - ctx.real_now).total_seconds())
    newest = select(SignInCode).where(SignInCode.email == do.email).order_by(col(SignInCode.id).desc()).limit(1)
    row = ctx.db.exec(newest.with_for_update()).first()
    if row is None or row.until <= ctx.real_now or row.wrong >= WRONG_A_CODE:
        return Entered(refused="code_expired")
    person = _proved(ctx, row) if hmac.compare_digest(given, row.code_hash) else None
    if person is not None:
        return _enter(ctx, do, person)
    row.wrong += 1
    if tries is None:
        ctx.db.add(WrongCodes(key=key, wrong=1, since=ctx.real_now))
    elif tries.since + DAY <= ctx.real_now:
        tries.wrong, tries.since = 1, ctx.real_now
    else:
        tries.wrong += 1
    return Entered(refused="code_wrong")


def by_link(ctx: Context[None], do: EnterByLink) -> Entered:
    """Sign in with a mailed link."""
    found = select(SignInCode).where(SignInCode.token_hash == hashed(do.token)).with_for_update()
    row = ctx.db.exec(found).first()
    person = _proved(ctx, row) if row is not None and row.until > ctx.real_now else None
    return _enter(ctx, do, person) if person is not None else Entered(refused="code_expired")


def by_ticket(ctx: Context[None], do: EnterByTicket) -> Entered:
    """Sign in with a ticket, once. The shop knows the address; who is known already gets the roles they lack."""
    if ctx.find(UsedTicket, do.key) is not None:
        return Entered(refused="ticket_used")
    person = by_email(ctx.db, do.email)
    if person is not None and any(controls(role) and role not in do.roles for role in person.roles):
        # A shop seldom proves an address: that must not be the way to somebody's rights.
        return Entered(refused="ticket_not_enough")
    ctx.db.add(UsedTicket(key=do.key, until=do.until))
    if person is None:
        person = _newcomer(ctx, do.email, Profile(name=do.name), do.roles)
    roles = list(dict.fromkeys((*person.roles, *do.roles)))
    if roles != person.roles:
        person.roles = roles
        ctx.put(topic_of(person.id), me(person))
    return _enter(ctx, do, person)


def demo(ctx: Context[None], do: EnterDemo) -> Entered:
    """Become one of the invented people of a demonstration."""
    person = by_email(ctx.db, do.email)
    invented = do.email.rpartition("@")[2] in INVENTED
    if not ctx.get(Conference, 1).demo or not invented or person is None:
        raise NotAllowed("This is possible in a demonstration only, as one of its invented people.")
    return _enter(ctx, do, person)


def set_picture(ctx: Context[None], do: SetPicture) -> None:
    """Show a picture that has been kept, or none; then all that were kept of this person are gone."""
    person = ctx.get(Person, do.person)
    person.picture = do.picture
    kept = select(Picture).where(Picture.person_id == person.id).order_by(col(Picture.at).desc())
    for old in ctx.db.exec(kept.offset(PICTURES_KEPT if do.picture else 0)).all():
        ctx.db.delete(old)
    ctx.put(topic_of(person.id), me(person))


def by_email(db: Session, email: str) -> Person | None:
    return db.exec(select(Person).where(Person.email == email)).first()


def _may_register(ctx: Context[None], conference: Conference, invitation: str | None) -> None:
    if conference.registration == "list":
        raise RegistrationClosed()
    if conference.registration == "invitation" and not invited(ctx.secret, ctx.now, invitation):
        raise InvitationNeeded()


def _not_too_often(ctx: Context[None], email: str) -> None:
    recent = select(func.count(), func.min(SignInCode.made_at)).where(
        SignInCode.email == email, col(SignInCode.made_at) > ctx.real_now - LETTERS_IN
    )
    count, first = ctx.db.exec(recent).one()
    if count >= LETTERS:
        wait = (first + LETTERS_IN - ctx.real_now).total_seconds()
        raise TooFast(
            f"This address has been sent {LETTERS} mails. Please look there, or wait {max(1, round(wait / 60))} min.",
            wait=max(wait, 1.0),
        )


def _forget_the_old(ctx: Context[None]) -> None:
    ctx.db.execute(delete(SignInCode).where(col(SignInCode.until) < ctx.real_now - DAY))
    ctx.db.execute(delete(WrongCodes).where(col(WrongCodes.since) < ctx.real_now - DAY))
    ctx.db.execute(delete(UsedTicket).where(col(UsedTicket.until) < ctx.real_now - DAY))


def _forget_old_sign_ins(ctx: Context[None]) -> None:
    before = ctx.real_now - SIGN_INS_KEPT
    left = and_(col(SignIn.ended), col(SignIn.seen_at) < before)
    ctx.db.execute(delete(SignIn).where(or_(col(SignIn.until) < before, left)))


def _proved(ctx: Context[None], row: SignInCode) -> Person | None:
    """The person whose address this code proves: known, or just registered. All codes of the address are used up."""
    person = by_email(ctx.db, row.email)
    if person is None and row.profile is not None:
        person = _newcomer(ctx, row.email, Profile.model_validate(row.profile), ("attendee",))
    if person is not None:
        for code in ctx.db.exec(select(SignInCode).where(SignInCode.email == row.email)).all():
            ctx.db.delete(code)
    return person


def _newcomer(ctx: Context[None], email: str, profile: Profile, roles: tuple[str, ...]) -> Person:
    told: dict[str, Any] = profile.model_dump(mode="json")
    person = Person(**told, id=ctx.new_id(), email=email, roles=list(dict.fromkeys(roles)), registered_at=ctx.real_now)
    ctx.db.add(person)
    ctx.db.flush()
    ctx.put(topic_of(person.id), me(person))
    return person


def _enter(ctx: Context[None], do: Entering, person: Person) -> Entered:
    if do.instead is not None:
        before = ctx.find(SignIn, do.instead)
        if before is not None and not before.ended:
            before.ended = True
            ctx.restrict(before.person_id)
    if person.banned:
        return Entered(refused="banned")
    person.confirmed = True
    _forget_old_sign_ins(ctx)
    ctx.db.add(
        SignIn(
            id=ctx.new_id(),
            person_id=person.id,
            token_hash=hashed(do.cookie),
            device=do.device,
            at=ctx.real_now,
            seen_at=ctx.real_now,
            until=ctx.real_now + timedelta(days=do.days),
        )
    )
    return Entered(person=person.id, name=person.name)
