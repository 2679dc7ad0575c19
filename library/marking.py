"""Marks sentences for translation. On its own, because errors use it and import nothing else."""


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a sentence for translation; the edge that shows it translates."""
    return sentence
