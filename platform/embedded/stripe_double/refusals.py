"""Refusals in Stripe's shape.

Source: https://docs.stripe.com/api/errors
"""

from embedded.stripe_double.shapes import Json


class Refused(Exception):
    """A request that Stripe would not carry out."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"error": {"type": kind, "message": message}}
        if code:
            self.body["error"]["code"] = code
            self.body["error"]["doc_url"] = f"https://docs.stripe.com/error-codes/{code}"
        if param:
            self.body["error"]["param"] = param


def missing(kind: str, identifier: str, param: str = "id") -> Refused:
    """Return the refusal for an object that is not there.

    Stripe answers 404 when the address names it, 400 when a parameter does.
    """
    name = kind.replace("checkout.", "").replace("billing_portal.", "").replace("_", " ")
    return Refused(
        f"No such {name}: '{identifier}'",
        status=404 if param == "id" else 400,
        code="resource_missing",
        param=param,
    )


def required(param: str) -> Refused:
    """Return the refusal for a parameter that was left out."""
    return Refused(f"Missing required param: {param}.", code="parameter_missing", param=param)
