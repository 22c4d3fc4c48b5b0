"""Headers of ours stand on an answer as Django's own would."""

from django.http import HttpResponse

from commons.headers import lines, put, put_missing, ready

TAG = ready({"ETag": 'W/"one"', "Vary": "Cookie"})


def test_they_are_found_by_any_case():
    answer = HttpResponse()
    put(answer, TAG)
    assert answer["etag"] == answer["ETag"] == 'W/"one"'


def test_they_take_the_place_of_what_was_there():
    answer = HttpResponse(headers={"vary": "Accept"})
    put(answer, TAG)
    assert lines(answer).count(("Vary", "Cookie")) == 1
    assert "Accept" not in dict(lines(answer)).values()


def test_missing_ones_leave_what_was_there():
    answer = HttpResponse(headers={"VARY": "Accept"})
    put_missing(answer, TAG)
    assert answer["Vary"] == "Accept"
    assert answer["ETag"] == 'W/"one"'


def test_what_is_put_on_one_stays_off_others():
    one, other = HttpResponse(), HttpResponse()
    put_missing(one, TAG)
    one["X-Own"] = "1"
    put(other, TAG)
    other["ETag"] = "changed"
    assert "X-Own" not in other
    assert ready({"ETag": 'W/"one"', "Vary": "Cookie"}) == TAG


def test_a_server_says_all_of_them():
    answer = HttpResponse(content_type="text/plain")
    put(answer, TAG)
    assert dict(lines(answer)) == dict(answer.items())
