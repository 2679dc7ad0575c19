"""All tables in one place, for migrations and for tests; importing a model registers its table."""

from library import changes, history, jobs, notices
from library.accounts import models as accounts
from library.bases import models as bases
from library.bulk import models as bulk
from library.care import models as care
from library.collections import models as collections
from library.comparing import models as comparing
from library.consents import models as consents
from library.database import Base
from library.directives import models as directives
from library.documents import models as documents
from library.incidents import models as incidents
from library.items import models as items
from library.logbook import models as logbook
from library.newsletters import models as newsletters
from library.originals import models as originals
from library.planning import models as planning
from library.reporting import models as reporting
from library.review import models as review
from library.search import asked
from library.tags import models as tags
from library.usage import models as usage
from library.workbench import models as workbench

metadata = Base.metadata
NOUNS = (
    changes,
    history,
    jobs,
    notices,
    accounts,
    items,
    tags,
    asked,
    review,
    care,
    consents,
    originals,
    usage,
    bulk,
    workbench,
    planning,
    bases,
    directives,
    logbook,
    incidents,
    comparing,
    collections,
    documents,
    reporting,
    newsletters,
)
