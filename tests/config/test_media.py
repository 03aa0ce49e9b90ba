import pytest


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    (tmp_path / "page.html").write_text("<script>alert(1)</script>")
    return tmp_path


def test_a_picture_is_shown_and_cannot_run_scripts(client, studio, uploads):
    response = client.get("/media/logo.svg")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["Content-Disposition"] == 'inline; filename="logo.svg"'


def test_anything_else_is_a_download(client, studio, uploads):
    assert client.get("/media/page.html").headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing.png", 404),
        ("../secret.key", 400),
        ("%2e%2e/secret.key", 400),
        ("", 404),
        ("a" * 300, 404),
        ("a/" * 3000, 404),
    ],
)
def test_nothing_outside_the_folder_is_served(client, studio, uploads, path, status):
    (uploads.parent / "secret.key").write_text("secret")
    assert client.get(f"/media/{path}").status_code == status
