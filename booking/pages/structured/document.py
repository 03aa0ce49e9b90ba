import json
from collections.abc import Sequence

from django.core.serializers.json import DjangoJSONEncoder

# The characters that could end a script element or start a comment in it, as json_script of Django writes them.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


class StructuredData(str):
    """A JSON-LD document of several things (https://www.w3.org/TR/json-ld11/#named-graphs); empty for none.

    Templates write it into a script element as it is: no character is left in it that could leave the element.
    """

    __slots__ = ()

    @classmethod
    def of(cls, things: Sequence[dict]) -> "StructuredData":
        document = {"@context": "https://schema.org", "@graph": list(things)}
        text = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False)
        return cls(text.translate(_ESCAPES) if things else "")

    def __html__(self) -> str:
        return self
