"""What search engines are told about a page: schema.org vocabulary as JSON-LD."""

from booking.pages.structured.document import StructuredData
from booking.pages.structured.offerings import describe_offering
from booking.pages.structured.people import describe_person
from booking.pages.structured.questions import describe_questions

__all__ = ["StructuredData", "describe_offering", "describe_person", "describe_questions"]
