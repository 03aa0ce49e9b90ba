"""The site around the product: home page, plain pages and articles, and the command that starts a demo."""
