"""Signed-in browsers: where they are, and how they end."""

from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from symposia.features.people.tables import ApiToken, SignIn, SignInCode
from symposia.features.people.wire import EndSignIn, MySignIns, SignIns, SignInView
from symposia.kernel.context import Context, Reading

SHOWN = 50


def mine(ctx: Reading[None], _do: MySignIns) -> SignIns:
    """The browsers where I am signed in."""
    holding = col(SignIn.ended).is_(False), SignIn.until > ctx.real_now
    own = select(SignIn).where(SignIn.person_id == ctx.actor.id, *holding)
    rows = ctx.db.exec(own.order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc()).limit(SHOWN))
    return SignIns(signins=tuple(_view(row, ctx.actor.sign_in) for row in rows))


def end(ctx: Context[None], do: EndSignIn) -> None:
    """Sign out one of my browsers; its connections are closed."""
    row = ctx.get(SignIn, do.id, person_id=ctx.actor.id)
    if not row.ended:
        row.ended = True
        ctx.restrict(ctx.actor.id)


def end_everywhere(ctx: Context[Any], person_id: str, email: str) -> None:
    """End all sign-ins, tokens of programs, and codes that are under way. Their connections are closed."""
    ctx.db.execute(update(SignIn).where(col(SignIn.person_id) == person_id).values(ended=True))
    ctx.db.execute(update(ApiToken).where(col(ApiToken.person_id) == person_id).values(revoked=True))
    for row in ctx.db.exec(select(SignInCode).where(SignInCode.email == email)).all():
        ctx.db.delete(row)
    ctx.restrict(person_id)


def _view(row: SignIn, here: str | None) -> SignInView:
    return SignInView(id=row.id, at=row.at, seen=row.seen_at, device=row.device, here=row.id == here)
