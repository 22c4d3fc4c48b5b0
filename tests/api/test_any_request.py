"""Whatever is sent to an endpoint, the answer has a status and a shape that the document names.

schemathesis makes requests from the OpenAPI document, good ones and bad ones; half of the ids in
them are real ones of the world below, so that calls do not all end at "not found".
"""

from hashlib import sha256

import msgspec
import pytest
import schemathesis
from django.db import connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis.strategies import sampled_from
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api_client import app_of
from squares.api import routes
from squares.api.schema import document
from tenants.context import inside
from townsquares.handler import Handler
from world import World, plant_world

EXAMPLES = 12
# Who asks, as often as they stand here; what only those who run a square may, they ask.
ASKING = sampled_from(["member"] * 4 + ["moderator"] * 2 + ["app", "nobody"])
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

assert routes.MODULES  # reading them is declaring what the document is made of
schema = schemathesis.openapi.from_dict(msgspec.json.decode(document()))
OPERATIONS = [result.ok() for result in schema.get_all_operations()]


@pytest.fixture(autouse=True)
def _one_connection(settings, monkeypatch) -> None:
    """Keep the test's own connection, in whose transaction everything happens, open.

    Limits are tested elsewhere; here they would hide what lies behind them.
    """
    settings.THROTTLED = False
    monkeypatch.setattr(connections["default"], "close_if_unusable_or_obsolete", lambda: None)


@pytest.fixture
def world(cast) -> World:
    with inside(cast.agora):
        return plant_world(cast)


@pytest.fixture
def tokens(cast) -> dict[str, str]:
    who = {"member": cast.cleo, "moderator": cast.ada, "app": None}
    return {name: app_of(cast.agora, member).token for name, member in who.items()}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_any_request_is_answered(operation, tokens, world, cast) -> None:
    wsgi = Handler()

    @trying(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), who=ASKING)
    def ask(case: schemathesis.Case, who: str) -> None:
        _name_real_rows(case, world)
        headers = {"Host": cast.agora.host}
        if token := tokens.get("moderator" if "/admin/" in operation.path else who):
            headers["Authorization"] = f"Bearer {token}"
        response = case.call(app=wsgi, base_url=f"http://{cast.agora.host}", headers=headers)
        case.validate_response(response, checks=CHECKS)

    ask()


def _name_real_rows(case: schemathesis.Case, world: World) -> None:
    """Put real ids in half the places that ask for one."""
    for name, drawn in (case.path_parameters or {}).items():
        real = world.candidates(name)
        draw = sha256(f"{name}{drawn}{case.body!r}".encode()).digest()
        if real and draw[0] % 2:
            case.path_parameters[name] = str(real[draw[1] % len(real)])
