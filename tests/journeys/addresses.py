"""Every kind of page, by what it is: journeys that look at all of them walk this list."""

GONGS = "listening-to-gongs-preschool"
ITEM = "golden-bell-local-history"
PAGES = {
    "home": "/vi/",
    "home in English": "/en/",
    "search": "/vi/search?q=cong+chieng+lop+7&tag=theme.heritage",
    "search in English": "/en/search?size=5&page=2",
    "nothing found": "/vi/search?q=qwertyuiop&tag=grade.07",
    "no saved search": "/vi/search/saved",
    "saved search": "/en/search/saved?q=gong+culture&tag=theme.heritage&choice=add",
    "item": f"/vi/items/{ITEM}",
    "item in English": f"/en/items/{GONGS}",
    "official text": "/vi/items/ke-hoach-thong-tin-doi-ngoai-lam-dong-2026",
    "missing edition": "/en/items/ke-hoach-thong-tin-doi-ngoai-thu-thua-2021",
    "compare": f"/vi/items/{ITEM}/compare",
    "themes": "/en/tags/",
    "tag": "/vi/tags/theme.heritage",
    "place": "/vi/tags/place.long-an",
    "scheme": "/en/tags/place",
    "coverage": "/vi/curate/coverage",
    "statistics": "/vi/stats",
    "collections": "/vi/collections/",
    "calendar": "/en/occasions?year=2026",
    "help": "/en/help",
    "not found": "/vi/nothing",
}
