"""What a member reads about measures on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commons import clock
from squares.charter.queries import current
from squares.moderation.actions.reading import mark_read
from squares.moderation.queries.statements import find_statement, statements_of
from squares.web.guards import member_of, signed_in_required


@require_GET
@signed_in_required
def restrictions_page(request: HttpRequest) -> HttpResponse:
    """Show a member what was ever restricted, and what still is; the suspended read it too."""
    statements = statements_of(member_of(request))
    context = {
        "in_force": [each for each in statements if each.in_force],
        "past": [each for each in statements if not each.in_force],
    }
    return render(request, "squares/measures/restrictions.html", context)


@require_GET
@signed_in_required
def statement_page(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Show a statement of reasons and how to object; note that its member has read it."""
    viewer = member_of(request)
    statement = find_statement(viewer=viewer, statement_id=statement_id)
    mark_read(by=viewer, statement_id=statement_id, at=clock.now())
    context = {
        "statement": statement,
        "mine": statement.member_id == viewer.pk,
        "contact_email": current().contact_email,
    }
    return render(request, "squares/measures/statement.html", context)
