"""How often one may do one thing."""

import pytest

from commons import limits
from commons.errors import TooMany


@pytest.mark.usefixtures("in_agora")
def test_what_goes_beyond_the_limit_is_refused(settings):
    limits.hit("bread", limit=1, seconds=60)
    with pytest.raises(TooMany):
        limits.hit("bread", limit=1, seconds=60)
    settings.THROTTLED = False  # a stand for clients' suites counts nothing
    limits.hit("bread", limit=1, seconds=60)
