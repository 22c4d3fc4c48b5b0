"""The letters this room sends: a statement of reasons reaches its member outside the square too."""

from commons import mail
from squares.moderation.models.measure import StatementOfReasons
from tenants.context import the_square


def send_statement(statement: StatementOfReasons) -> None:
    """Send the member a letter with the statement, once the transaction commits.

    A member who has left has no address any more and gets none.
    """
    member, square = statement.measure.member, the_square()
    if member.user is None:
        return
    mail.send(
        template="emails/moderation/statement",
        to=member.user.email,
        language=member.language or square.language,
        context={
            "statement": statement,
            "measure": statement.measure,
            "member": member,
            "square": square,
            "url": f"{square.url}/statements/{statement.pk}",
        },
    )
