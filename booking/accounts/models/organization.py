from dataclasses import dataclass
from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models

from booking.accounts.colours import darken_until_readable, is_hex_colour, readable_on, tint
from booking.core.iban import validate_account, validate_qr_iban
from booking.core.money import Money

hex_colour = RegexValidator(r"^#[0-9a-fA-F]{6}$", "A colour is written like #2f5d62.")


@dataclass(frozen=True, slots=True)
class Brand:
    """The studio's colours and what follows from them, each pair with a contrast of at least 4.5:1 (WCAG 1.4.3)."""

    primary: str
    accent: str

    @property
    def on_primary(self) -> str:
        return readable_on(self.primary)

    @property
    def on_accent(self) -> str:
        return readable_on(self.accent)

    @property
    def primary_strong(self) -> str:
        return darken_until_readable(self.primary)

    @property
    def tint(self) -> str:
        return tint(self.primary)

    @property
    def stylesheet_url(self) -> str:
        """Where the colours are served; it changes with them."""
        return f"/brand.css?v={self.primary[1:]}{self.accent[1:]}"


class Organization(models.Model):
    """A studio, or one independent instructor: the tenant."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    tagline = models.CharField(max_length=200, blank=True)
    about = models.TextField(blank=True, help_text="Markdown")
    timezone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=20, blank=True, help_text="ISO 3166-2 without the country, such as ZH")
    languages = models.JSONField(default=list, blank=True, help_text="BCP 47 tags; the first is the default")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    street = models.CharField(max_length=70, blank=True)
    building = models.CharField(max_length=16, blank=True, help_text="its number in the street")
    postcode = models.CharField(max_length=16, blank=True)
    town = models.CharField(max_length=35, blank=True)
    vat_number = models.CharField(max_length=40, blank=True)
    prices_include_vat = models.BooleanField(default=True)
    default_vat_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    brand_primary = models.CharField(max_length=7, default="#2f5d62", validators=[hex_colour])
    brand_accent = models.CharField(max_length=7, default="#e8a87c", validators=[hex_colour])
    logo = models.FileField(upload_to="brands/", blank=True)
    picture = models.FileField(upload_to="brands/", blank=True, help_text="for the home page")
    picture_alt = models.CharField(max_length=200, blank=True)
    payment_terms_days = models.PositiveSmallIntegerField(
        default=10, help_text="from an invoice's date until it is due"
    )
    dunning = models.JSONField(
        default=list, blank=True, help_text="[{days, fee}]: when to remind, from the day on which something is due"
    )
    grace_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="from then until access is closed; never when empty"
    )
    bank_holder = models.CharField(max_length=120, blank=True)
    bank_iban = models.CharField(max_length=42, blank=True, validators=[validate_account])
    bank_qr_iban = models.CharField(max_length=42, blank=True, validators=[validate_qr_iban])
    bank_name = models.CharField(max_length=120, blank=True)
    online_payments = models.JSONField(
        default=list, blank=True, help_text="names of the providers that an account is in use of; kept by payments"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(default_vat_rate__gte=0, default_vat_rate__lte=100), name="accounts_vat_rate"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def brand(self) -> Brand:
        return Brand(
            primary=self.brand_primary if is_hex_colour(self.brand_primary) else "#2f5d62",
            accent=self.brand_accent if is_hex_colour(self.brand_accent) else "#e8a87c",
        )

    @property
    def language_code(self) -> str:
        return self.languages[0] if self.languages else "en"

    @property
    def logo_url(self) -> str:
        return self.logo.url if self.logo else ""

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)


class Domain(models.Model):
    """A host name under which an organization's site answers. Exactly one organization answers unknown hosts."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, unique=True, help_text="without port, lower case")
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="accounts_one_default_domain"
            ),
        ]

    def __str__(self):
        return self.host
