"""Who is who: people and companies across systems as one entity each, and the entities that a text speaks of.

`answers` (what people say of doubtful pairs), `link` (the links kept in the store) and `names` (names and addresses made comparable) are
imported from their own modules.
"""

from cs_core.context.identity.accounts import link_companies
from cs_core.context.identity.companies import match_companies
from cs_core.context.identity.linking import Links, link_text
from cs_core.context.identity.people import resolve

__all__ = ["Links", "link_companies", "link_text", "match_companies", "resolve"]
