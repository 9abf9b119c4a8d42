"""Words of the calendar as Qt wants them: escaped, because user text is data."""


def tooltip_html(text: str) -> str:
    """Return plain lines as the rich text of a tooltip, the first one bold."""
    from html import escape

    first, *rest = text.split("\n")
    lines = [f"<b>{escape(first)}</b>", *(escape(line) for line in rest)]
    return "<qt>" + "<br>".join(lines) + "</qt>"


def menu_text(text: str) -> str:
    """Return user text for a menu entry, in which an ampersand is no mnemonic."""
    return text.replace("&", "&&")
