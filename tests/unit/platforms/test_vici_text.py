from __future__ import annotations

import pytest

from mcastcfg.platforms.show import Unreadable
from mcastcfg.platforms.vici_text import messages

ANSWER = """\
plugin 'aesni': failed to load - aesni_plugin_create not found and no plugin file available
list-conn event {
  one two {
    id = C=DE, O={odd} = name
    empty =
    class = pre-shared key
    groups = [
    ]
    ends = [
      a = b
      c
    ]
    children {
    }
  }
}
list-conns reply {
}
"""


def test_values_hold_blanks_equals_signs_and_braces() -> None:
    assert messages(ANSWER, "list-conns") == [
        {
            "one two": {
                "id": "C=DE, O={odd} = name",
                "empty": "",
                "class": "pre-shared key",
                "groups": [],
                "ends": ["a = b", "c"],
                "children": {},
            }
        }
    ]


def test_a_refusal_says_why() -> None:
    with pytest.raises(Unreadable, match="no such thing"):
        messages("list-sas reply {\n  success = no\n  errmsg = no such thing\n}\n", "list-sas")


def test_another_reply_does_not_count() -> None:
    with pytest.raises(Unreadable):
        messages("list-sas reply {\n}\n", "list-conns")


@pytest.mark.parametrize("length", range(0, len(ANSWER) - 3, 7))
def test_a_cut_answer_is_noticed(length: int) -> None:
    with pytest.raises(Unreadable):
        messages(ANSWER[:length], "list-conns")
