"""The shapes of answers as the OpenAPI document declares them; presenters fill them."""
