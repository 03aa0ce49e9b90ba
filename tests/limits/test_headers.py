"""Every answer has a policy: pages, refusals, faults, probes, uploads."""

import os
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from tests.servers import ROOT

PAGES = {
    "/": 200,
    "/offerings/coaching/": 200,
    "/book/coaching/": 200,
    "/api/docs/": 200,
    "/api/v1/offerings/": 200,
    "/healthz": 200,
    "/no-such-page/": 404,
    "/booking/ABCDEFGHJK/?token=x": 404,
    "/api/v1/nothing/": 404,
    "/?q=%00": 400,
}


@pytest.fixture
def guest(studio) -> Client:
    return Client(headers={"host": "harbour.localhost"}, raise_request_exception=False)


def assert_guarded(answer) -> None:
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in policy
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(("path", "status"), PAGES.items())
def test_every_page_has_a_policy(guest, path, status):
    answer = guest.get(path)
    assert answer.status_code == status
    assert_guarded(answer)


def test_a_nonce_is_used_once(guest):
    assert guest.get("/")["Content-Security-Policy"] != guest.get("/")["Content-Security-Policy"]


def test_an_unknown_host_is_refused_with_a_policy(studio, settings):
    settings.ALLOWED_HOSTS = ["harbour.localhost"]
    quiet = Client(headers={"host": "evil.example"}, raise_request_exception=False)
    page, problem = quiet.get("/"), quiet.get("/api/v1/offerings/")
    assert (page.status_code, problem.status_code) == (400, 400)
    assert problem["Content-Type"] == "application/problem+json"
    for answer in (page, problem):
        assert_guarded(answer)
        assert "evil" not in answer.content.decode()


def test_a_forged_form_is_refused_with_a_policy(studio):
    strict = Client(headers={"host": "harbour.localhost"}, enforce_csrf_checks=True)
    answer = strict.post(reverse("wagtailcore_login"), {})
    assert answer.status_code == 403
    assert "Please send that again" in answer.content.decode()
    assert_guarded(answer)


def test_the_admin_runs_no_script_of_a_page(guest):
    policy = guest.get("/admin/login/")["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts
    assert "nonce-" in scripts


@pytest.fixture
def document(studio) -> Document:
    """A document of the harbour that needs a password."""
    collection = Collection.objects.get(name="harbour")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="password", password="sesame")
    return Document.objects.create(title="Notes", file=ContentFile(b"<script>", "notes.html"), collection=collection)


@pytest.mark.parametrize("path", ["documents/", "./documents/", "x/../documents/", "//documents/", "Documents/"])
def test_a_private_document_has_one_address(guest, document, path):
    name = document.file.name.removeprefix("documents/")
    assert guest.get(f"/media/{path}{name}").status_code in {400, 404}
    assert guest.get(document.url).status_code == 302 or b"password" in guest.get(document.url).content


def test_a_document_is_a_download_in_a_sandbox(guest, document):
    CollectionViewRestriction.objects.all().delete()
    answer = guest.get(document.url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_production_settings_pass_the_deploy_check(tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "ALMANAC_DATA": str(tmp_path),
        "ALMANAC_HTTPS": "1",
        "ALMANAC_HOSTS": "studio.example",
        "ALMANAC_TRUSTED_PROXIES": "1",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout
