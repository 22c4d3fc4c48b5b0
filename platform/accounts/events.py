"""Facts this room tells."""

from dataclasses import dataclass

from commons.events import Fact


@dataclass(frozen=True)
class EmailConfirmed(Fact):
    """Somebody showed that an e-mail address is theirs; told in the schema it happened in."""

    user_id: int


@dataclass(frozen=True)
class PasswordReset(Fact):
    """Somebody who could not sign in chose a new password by a letter; told as above."""

    user_id: int
