from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation


class JsonNegotiation(BaseContentNegotiation):
    """One way to read and one way to answer. Ignores ?format=, which would be an unknown parameter here."""

    answers = ("application/json", "application/problem+json")

    def select_parser(self, request, parsers):
        given = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == given), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        if not any(request._request.accepts(kind) for kind in self.answers):
            raise NotAcceptable()
        return renderers[0], renderers[0].media_type


class PdfNegotiation(JsonNegotiation):
    """For what answers with a PDF; refusals stay problem documents."""

    answers = ("application/pdf", *JsonNegotiation.answers)
