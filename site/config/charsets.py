"""Text is UTF-8 whatever a client claims: a charset such as "hex" would fail before any middleware runs."""

from django.utils.http import parse_header_parameters


class Utf8Only:
    """Mixed into a request class: keeps the content type and ignores its charset."""

    def _set_content_type_params(self, meta):
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
