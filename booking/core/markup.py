"""The one place that trusts markup: the sanitiser of what people write, and what is put together from our own."""

import markdown
import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h2", "h3", "h4", "blockquote", "hr", "code"}


def render_markdown(text: str) -> SafeString:
    """Markdown to sanitised HTML; links get rel="noopener nofollow"."""
    html = markdown.markdown(text or "", extensions=["sane_lists"], output_format="html")
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)


def select_option(options: SafeString, *, value: str) -> SafeString:
    """The options of a select, that of `value` selected."""
    plain = format_html('<option value="{}">', value)
    return mark_safe(options.replace(plain, format_html('<option value="{}" selected>', value), 1))
