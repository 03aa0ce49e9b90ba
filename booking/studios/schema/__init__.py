from booking.studios.schema.studio import STUDIO, empty_studio
from booking.studios.schema.types import Context

__all__ = ["STUDIO", "Context", "empty_studio"]
