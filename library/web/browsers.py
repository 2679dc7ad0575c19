"""What a browser is called in the list of sign-ins, as well as its header tells."""

# The first that is found counts: Edge says that it is Chrome, Chrome that it is Safari.
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "coc_coc": "Cốc Cốc",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def name(header: str) -> str:
    """Return browser and system, "Firefox, Windows"; what is not known is left out."""
    found = (
        next((name for sign, name in signs.items() if sign in header), "")
        for signs in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found)) or header[:40]
