"""A long command shows how far it is: a bar in a terminal, lines elsewhere."""

import io

from tenants.bar import Bar


class _Screen(io.StringIO):
    def isatty(self):
        return True

    def write(self, text, ending="\n"):
        return super().write(text + ending)


def test_bar_grows_in_a_terminal():
    screen = _Screen()
    bar = Bar(screen, 2, _told=-100.0)
    bar.count()
    bar._told = -100.0
    bar.count(failed=True)
    first, second = screen.getvalue().split("\r")[1:]
    assert first.count("█") == first.count("░") == 15
    assert "1 of 2 squares, 0 s left" in first
    assert second.count("░") == 0
    assert "2 of 2 squares, 1 failed in 0 s" in second
    assert second.endswith("\n")
