from booking.accounts.colours import contrast


def test_the_brand_is_a_stylesheet_of_its_own(client, studio):
    response = client.get(studio.brand.stylesheet_url)
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert response.content.decode().startswith(":root{--brand-primary:#2f5d62;--brand-on-primary:#ffffff;")


def test_any_brand_can_be_read(studio):
    for primary in ("#ffffff", "#000000", "#ffee00", "#808080", "#e8a87c", "#ff0000"):
        studio.brand_primary = studio.brand_accent = primary
        brand = studio.brand
        assert contrast(brand.on_primary, brand.primary) >= 4.5
        assert contrast(brand.primary_strong, brand.tint) >= 4.5
        assert contrast(brand.primary_strong, "#ffffff") >= 4.5


def test_a_colour_that_is_none_never_reaches_the_stylesheet(studio):
    studio.brand_primary = "red;}body{display:none"
    assert studio.brand.primary == "#2f5d62"
