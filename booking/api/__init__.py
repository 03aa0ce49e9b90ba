"""The headless core: Django REST framework over the same services as the pages, under /api/v1/."""
