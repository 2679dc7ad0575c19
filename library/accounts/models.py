"""Tables of units and accounts: who is where, in which role, and how they prove it.

Whatever lets somebody in (sign-ins, links, tokens, recovery codes) is kept as a digest only.
"""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from library.accounts import roles
from library.accounts.roles import Role
from library.database import Base, now, today


class Unit(Base):
    """A department, commune, school or group; `path` lists its ancestors and itself, "1/5/12/"."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[str]
    path: Mapped[str] = mapped_column(index=True)
    ended_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])
    names: Mapped[list["UnitName"]] = relationship(
        order_by=lambda: UnitName.begun_on.nulls_first(),  # which PostgreSQL puts last
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    @property
    def name(self) -> str:
        """The name it has today: the one that began last."""
        begun = [each for each in self.names if not each.begun_on or each.begun_on <= today()]
        return (begun or self.names)[-1].name

    def is_within(self, other: "Unit") -> bool:
        """Tell whether this is the other unit or stands somewhere below it."""
        return self.path.startswith(other.path)


class UnitName(Base):
    """What a unit is called from a day on; the first of its names may have no day."""

    __tablename__ = "unit_names"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    begun_on: Mapped[date | None]


class User(Base):
    """A person with an account. One that has ended keeps its name beside what it answered for."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    password: Mapped[str | None]
    password_at: Mapped[datetime | None]
    totp_secret: Mapped[str | None]
    totp_step: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    mail: Mapped[str] = mapped_column(default="at-once", server_default="at-once")

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", lazy="selectin"
    )

    # Whether a program acts for the person, in this request only; it has no guarded role.
    through_token = False

    def holds(self, role: Role, at: Unit | None = None) -> bool:
        """Tell whether the person may do what a role may, at a unit or, without one, anywhere.

        This is the one question about rights. A role at a unit counts for every unit below it.
        """
        if self.ended_at or (self.through_token and role in roles.GUARDED):
            return False
        return any(
            roles.covers(Role(each.role), role) and (at is None or at.is_within(each.unit))
            for each in self.memberships
        )

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone does not open this account."""
        return bool(self.totp_secret) or any(
            Role(each.role) in roles.GUARDED for each in self.memberships
        )


class Membership(Base):
    """A person's role at a unit."""

    __tablename__ = "memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    role: Mapped[str]
    since_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(back_populates="memberships")
    unit: Mapped[Unit] = relationship(lazy="joined")
    __table_args__ = (UniqueConstraint("user_id", "unit_id", "role"),)


class SignIn(Base):
    """A browser that is signed in. `verified_at` is set once all factors asked for were given.

    `seen_at` is brought up to date every few minutes only. The browser forgets the sign-in when
    it closes, unless the person chose to be kept signed in.
    """

    __tablename__ = "sign_ins"

    token: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    browser: Mapped[str]

    user: Mapped[User] = relationship(lazy="joined")


class Failure(Base):
    """Wrong passwords in a row for an address, whether it has an account or not.

    The address itself is not kept: only its digest with the library's secret.
    """

    __tablename__ = "failures"

    address: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]


class Link(Base):
    """A link that works once: an invitation or a new password."""

    __tablename__ = "links"

    token: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    email: Mapped[str]
    name: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    role: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    unit: Mapped[Unit | None] = relationship()


class Application(Base):
    """Somebody's wish for an account at a unit, until the unit decides."""

    __tablename__ = "applications"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    language: Mapped[str]
    note: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_accepted: Mapped[bool | None]

    unit: Mapped[Unit] = relationship()


class RecoveryCode(Base):
    """A code that stands in once for a lost second factor."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str]
    used_at: Mapped[datetime | None]


class Token(Base):
    """A key with which a program acts for a person through the API."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    ends_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")


class Identity(Base):
    """A person's account at an OpenID Connect provider."""

    __tablename__ = "identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(lazy="joined")
    __table_args__ = (UniqueConstraint("issuer", "subject"),)
