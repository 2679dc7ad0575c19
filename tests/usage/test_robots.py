"""COUNTER's list knows robots and scripts, and none of the browsers that schools use."""

import pytest

from library.usage import robots

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "AdsBot-Google (+http://www.google.com/adsbot.html)",
        "coccocbot-web/1.0 (+http://help.coccoc.com/searchengine)",
        "GPTBot/1.0",
        "facebookexternalhit/1.1",
        "curl/8.5.0",
        "python-requests/2.32.3",
        f"Mozilla/5.0 (X11; Linux x86_64) {CHROME.replace('Chrome', 'HeadlessChrome')}",
    ],
)
def test_a_program_is_a_robot(agent: str) -> None:
    assert robots.is_robot(agent)


@pytest.mark.parametrize(
    "agent",
    [
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/130.0",
        f"Mozilla/5.0 (Windows NT 10.0) {CHROME} coc_coc_browser/130.0 Safari/537.36",
        f"Mozilla/5.0 (Linux; Android 13; SM-A536E) {CHROME} Mobile Safari/537.36 Zalo android/12",
        "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148 [FBAN/FBIOS;FBLC/vi]",
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
    ],
)
def test_a_browser_is_none(agent: str) -> None:
    assert not robots.is_robot(agent)
