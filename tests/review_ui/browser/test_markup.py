"""The reader of HTML finds each kind of fault, and none in a page that is well made."""

import pytest

from tests.review_ui.browser.markup import markup_faults

WHOLE = '<!DOCTYPE html><html lang="en"><head><title>A page</title></head><body><main>{}</main></body></html>'


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a">x</p><p id="a">y</p>', "id used 2 times: a"),
        ("<p><b>x</p></b>", "inside ['b']"),
        ("<div><p>x</p>", "inside ['div']"),
        ("<ul><li>x</ul>", "inside ['li']"),
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ("<span><p>x</p></span>", "<p> inside <span>"),
        ('<a href="/">x<button>y</button></a>', "<button> inside <a>"),
        ('<p class="a" class="b">x</p>', "p says class twice"),
        ('<label for="a">x</label>', "a label without its control: a"),
        ('<input name="a">', "a control without a label: a"),
        ('<section aria-labelledby="a"></section>', "aria-labelledby names nothing: a"),
        ('<form method="post" action="/x"><button>y</button></form>', "a form without csrf: /x"),
        ("<table><div>x</div></table>", "<div> straight inside <table>"),
        ('<a href="/" hx-get="/x">x</a>', "a says hx-get"),
        ("<h1>x</h1><h3>y</h3>", "h3 follows h1"),
        ("<h2>x</h2>", "0 headings of the first level"),
        ('<time datetime="2026-11-28T07:38:05.702486+00:00">x</time>', "no moment: 2026"),
        ('<select required><option value="a">x</option></select>', "a choice that is required begins with a"),
        ("<button autofocus>x</button><button autofocus>y</button>", "the focus asked for by button, button"),
    ],
)
def test_a_fault_is_found(body: str, fault: str) -> None:
    assert [one for one in markup_faults(WHOLE.format(body)) if fault in one]


def test_a_page_without_faults_has_none() -> None:
    body = (
        '<h1 id="t">x</h1><section aria-labelledby="t"><form method="post" action="/x">'
        '<input type="hidden" name="csrf" value="1"><label>y <input name="y"></label>'
        '<label for="z">z</label><select id="z" name="z"><option>1</option></select><button>Go</button>'
        '</form><svg viewBox="0 0 1 1"><rect width="1" height="1"></rect></svg></section>'
    )

    assert markup_faults(WHOLE.format(body)) == []
