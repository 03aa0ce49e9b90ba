import logging

import pytest

from config.redaction import RedactSecrets


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /booking/ABC/?token=s3cret", "Not Found: /booking/ABC/?token=..."),
        ("/book/coaching/summary/.eJwlsecret/ 422", "/book/coaching/summary/.../ 422"),
        ('"GET /book/x/details/?choice=abc&state=def HTTP"', '"GET /book/x/details/?choice=...&state=... HTTP"'),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_secrets_in_addresses_do_not_reach_the_log(line, kept):
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (line,), None)
    assert RedactSecrets().filter(record)
    assert record.getMessage() == kept
