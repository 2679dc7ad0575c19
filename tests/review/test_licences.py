"""What a licence asks of an adaptation, for all licences against all."""

import pytest

from library.review import licences
from library.wiring import Library

# By the licence of the source, those under which an adaptation may stand; "*" is any.
FITTING = {
    "cc0": "*",
    "official-text": "*",
    "cc-by": "cc-by cc-by-sa cc-by-nc cc-by-nc-sa cc-by-nd",
    "cc-by-sa": "cc-by-sa",
    "cc-by-nc": "cc-by-nc cc-by-nc-sa",
    "cc-by-nc-sa": "cc-by-nc-sa",
}


def test_only_licences_that_say_so_allow_changes(starter: Library) -> None:
    with starter.sessions.reading() as session:
        vocabulary = starter.vocabulary(session)
    known = vocabulary.schemes["licence"].terms
    allowing = {each for each in known if licences.allows_changes(each, vocabulary)}
    assert allowing == {f"licence.{name}" for name in FITTING}
    assert not licences.allows_changes("", vocabulary)
    assert not licences.allows_changes("licence.of-my-own", vocabulary)


@pytest.mark.parametrize("source", FITTING)
def test_an_adaptation_keeps_the_terms_of_its_source(starter: Library, source: str) -> None:
    with starter.sessions.reading() as session:
        vocabulary = starter.vocabulary(session)
    known = vocabulary.schemes["licence"].terms
    fitting = {each for each in known if licences.fits(f"licence.{source}", each, vocabulary)}
    if FITTING[source] == "*":
        assert fitting == set(known)
    else:
        assert fitting == {f"licence.{name}" for name in FITTING[source].split()}
