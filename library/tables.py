"""All tables in one place, for migrations and for tests; importing a model registers its table."""

from library import changes
from library.database import Base
from library.items import models as items
from library.search import asked
from library.tags import models as tags

metadata = Base.metadata
NOUNS = (changes, items, tags, asked)
