from booking.studios.services.export_studio import export_pictures, export_studio
from booking.studios.services.load_studio import load_studio, read_file, rehearse_studio

__all__ = ["export_pictures", "export_studio", "load_studio", "read_file", "rehearse_studio"]
