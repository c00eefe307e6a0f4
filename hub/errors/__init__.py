"""What can go wrong, as a tree: refusals are told to a department, denials to a caller, the rest is ours.

HubError
├── Refusal          a department asked for something the rules do not allow: told in `refusals[]`
│   └── …            one class per code; its docstring is the message a clerk reads
├── Refused          one or more refusals that ended a change
├── Denied           the caller may not, or the request cannot be served: told in `errors[]`
│   ├── Unauthenticated   no such token, expired or revoked
│   ├── Forbidden         the token lacks the duty
│   ├── BadInput          an argument that no department could mean (a cursor that is none)
│   ├── TooLarge          more than one request may ask for
│   ├── TimedOut          it took longer than it may
│   └── Unavailable       the store cannot be reached now
└── Misconfigured    the hub cannot start with these settings: one line on standard error
"""

from __future__ import annotations

import inspect
import re
from typing import ClassVar

_CITIZEN_ID = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXxＸｘ](?![0-9A-Za-z])")


class HubError(Exception):
    """Anything the hub says no with."""


class Refusal(HubError):
    """What was asked is not allowed.

    A leaf's docstring is its message: `{names}` in it are filled from the keyword arguments.
    `allowed` lists the mutations that would be accepted now (api.graphql, `Refusal`).
    """

    code: ClassVar[str] = "REFUSED"
    clause: ClassVar[str | None] = None

    def __init__(self, *, path: tuple[str, ...] = (), allowed: tuple[str, ...] = (), **facts: object) -> None:
        self.path = path
        self.allowed = allowed
        self.facts = facts
        template = " ".join(inspect.cleandoc(type(self).__doc__ or "").split())
        # What a clerk typed is repeated in some messages; a citizen id pasted there never is (V2).
        self.message = _CITIZEN_ID.sub("…", template.format(**facts))
        super().__init__(self.message)

    def at(self, *path: str) -> Refusal:
        """The same refusal, placed at `path` of the input."""
        self.path = path + self.path
        return self


class Refused(HubError):
    """A change that came to nothing, with every reason found."""

    def __init__(self, *refusals: Refusal) -> None:
        self.refusals = refusals
        super().__init__("; ".join(refusal.message for refusal in refusals))


class Denied(HubError):
    """The caller may not, or the request cannot be served; `code` is from the closed list of engine.md §4."""

    code: ClassVar[str] = "FORBIDDEN"


class Unauthenticated(Denied):
    """The token is wrong, expired or revoked."""

    code = "UNAUTHENTICATED"


class Forbidden(Denied):
    """The caller's token does not hold the duty that this needs."""

    code = "FORBIDDEN"


class BadInput(Denied):
    """An argument is not what its description says (a cursor, an id of no kind)."""

    code = "BAD_USER_INPUT"


class TooLarge(Denied):
    """The request asks for more than one may."""

    code = "COST_LIMIT_EXCEEDED"


class Unavailable(Denied):
    """The store cannot be reached at this moment; the same request may be sent again."""

    code = "UPSTREAM_UNAVAILABLE"


class TimedOut(Denied):
    """The answer took longer than it may."""

    code = "TIMEOUT"


class Misconfigured(HubError):
    """The settings do not let the hub start; the message is one line for the person who starts it."""
