"""Requests that no browser sends, through the handler that serves in production."""

import io

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from config.wsgi import application


@pytest.fixture(autouse=True)
def open_connections():
    """The test's transaction outlives the request, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def call(path, *, query="", content_type="", body=b""):
    """The status line of one request through WSGI."""
    seen = []
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost:8000",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    b"".join(application(environ, lambda status, headers: seen.append(status)))
    return seen[0]


@pytest.mark.parametrize("charset", ["hex", "undefined", "idna", "base64", "rot13", "zlib", "no-such-thing"])
def test_a_claimed_charset_changes_nothing(studio, charset):
    assert call("/api/v1/offerings/", query="q=%E9x", content_type=f"text/plain; charset={charset}") == "200 OK"


def test_a_multipart_form_with_a_strange_charset_is_refused(studio):
    body = b'--x\r\nContent-Disposition: form-data; name="state"\r\n\r\nnope\r\n--x--\r\n'
    status = call("/book/coaching/details/", content_type="multipart/form-data; boundary=x; charset=hex", body=body)
    assert status == "400 Bad Request"


def test_a_body_over_a_megabyte_is_refused_before_it_is_read(client, studio):
    response = client.post(
        "/book/coaching/details/", data=b"x" * 1_000_001, content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 413


def test_a_host_with_a_final_dot_is_the_same_host(client, studio):
    assert client.get("/api/v1/offerings/", headers={"host": "harbour.localhost."}).status_code == 200
