"""Swiss QR-bill (Swiss Payment Standards, Implementation Guidelines QR-bill 2.3): what the code says, and the slip."""
