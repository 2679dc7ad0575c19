"""The mail made from notices: what one person was not told by mail yet, in one letter.

The notices are marked and the letter is added in one transaction, so none is mailed twice or lost.
"""

from typing import Any

from sqlalchemy import update

from library import mail, notices
from library.accounts.models import User
from library.config import Settings
from library.database import Sessions, now
from library.errors import Message
from library.marking import N_
from library.notices import Mail, Notice

# In one letter; whoever has more reads them on the page.
_MOST = 30


def gather(sessions: Sessions, settings: Settings, values: dict[str, Any]) -> None:
    """Make a person's notices into a letter, unless they have been read or no mail is wanted."""
    with sessions.writing() as session:
        user = session.get(User, values["user"])
        if user is None or user.ended_at or user.mail == Mail.NONE:
            return
        waiting = [each.id for each in notices.unmailed(session, user)]
        taken = (  # asked for again: of two that gather at once, the second finds nothing
            update(Notice)
            .where(Notice.id.in_(waiting), Notice.mailed_at.is_(None))
            .values(mailed_at=now())
            .returning(Notice)
        )
        found = sorted(session.scalars(taken), key=lambda each: each.id)
        if found:
            home = f"{settings.address}/{user.language}/account"
            paragraphs = [_paragraph(each, home) for each in found[:_MOST]]
            if len(found) > _MOST:
                paragraphs.append([Message(N_("The others stand here:")), f"{home}/notices"])
            mail.send(session, user, _subject(found), *paragraphs, leave=f"{home}#mail")


def _subject(found: list[Notice]) -> Message:
    if len(found) == 1:
        return found[0].message
    return Message(N_("%(count)s notices from Sáo Diều"), {"count": len(found)})


def _paragraph(notice: Notice, home: str) -> list[mail.Line]:
    return [notice.message, Message(notice.why), f"{home}/notices/{notice.id}"]
