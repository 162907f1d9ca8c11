"""Formats that schemathesis does not know of itself; see tests/schemathesis.sh."""

import schemathesis
from hypothesis import strategies

# A string of RFC 8941, as the format registry of OpenAPI names it. Left to itself, schemathesis sends headers of letters and
# digits only, and holds one without quotation marks to be what the document asks for.
KEY = strategies.from_regex(r'\A"(?:[ !#-\[\]-~]|\\["\\]){1,255}"\Z')
schemathesis.openapi.format("sf-string", KEY)
