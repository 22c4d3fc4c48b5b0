"""What Django keeps for a thread is that thread's alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import base as urls
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone, translation
from django.utils.translation import trans_real

from townsquares import thread_stores


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (connections, "_connections"),
        (trans_real, "_active"),
        (timezone, "_active"),
        (urls, "_prefixes"),
        (urls, "_urlconfs"),
    ],
)
def test_it_is_kept_by_pythons_own_means(owner, name):
    assert isinstance(getattr(owner, name), threading.local)


def test_another_thread_has_its_own():
    own, before = connections["default"], get_urlconf()
    set_urlconf("townsquares.urls_ops")
    try:
        with translation.override("de"), ThreadPoolExecutor(1) as elsewhere:
            told = elsewhere.submit(
                lambda: (connections["default"], translation.get_language(), get_urlconf())
            ).result()
    finally:
        set_urlconf(before)
    assert told[0] is not own
    assert told[1:] == ("en", None)
    assert connections["default"] is own


def test_where_django_keeps_it_elsewhere_that_is_said(monkeypatch):
    monkeypatch.setattr(thread_stores, "_KEPT", [(urls, "_moved")])
    with pytest.raises(AttributeError, match="_moved"):
        thread_stores.keep_by_thread()
