"""Texts that are nearly YAML, and sometimes are."""

from hypothesis import strategies as st

PIECES = (
    *["a", "b", "é", "😀", " ", "  ", "\t", "\n", "\n ", "\n  ", "\n   ", "\n\n", "\r\n  ", "'", "''", '"', "\\"],
    *["\\n", "\\\n  ", "\\x41", "\\u00e9", "\\U0001f600", "\\ ", '\\"'],
    *":#-,[]{}?&*!%|>",
)
OPENINGS = ["a: ", "a: '", 'a: "', "a: |\n  ", "a: |\n", "a: >\n  ", "a: >-\n", "a: |+\n ", "a: >+\n ", "a: |2\n  "]
OPENINGS += ["a: >1-\n ", "- ", "x:\n- |1\n", ""]
CLOSINGS = ["", "\n", "'", '"', "\nb: c", "'\nb: c\n", '"\nb: c\n', "\n\n\n# c\nb: c"]


@st.composite
def sources(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(PIECES), max_size=14))
    quote = draw(st.sampled_from(["", "", "'", '"']))
    if quote:
        return f"a: {quote}{''.join(piece for piece in pieces if quote not in piece)}{quote}"
    return draw(st.sampled_from(OPENINGS)) + "".join(pieces) + draw(st.sampled_from(CLOSINGS))
