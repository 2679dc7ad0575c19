"""Signs of Symbol and Wingdings, which files keep in Unicode's private area, as what they show."""

_SHOWN = {
    0xA7: "▪", 0xA8: "☐", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xF0: "⇨", 0xFC: "✓", 0xFB: "✗",
    0xFE: "☑", 0x6C: "●", 0x6E: "■", 0x6F: "☐", 0x71: "❑", 0x76: "❖", 0x2D: "-", 0xAE: "→",
    0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB0: "°",
}  # fmt: skip
_TABLE = {0xF000 + sign: _SHOWN.get(sign, "•") for sign in range(0x20, 0x100)}


def readable(text: str) -> str:
    """Return a text with these signs in Unicode; one that is not known becomes a bullet."""
    return text.translate(_TABLE) if any("\uf020" <= sign <= "\uf0ff" for sign in text) else text
