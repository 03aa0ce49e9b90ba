"""What the outside world is connected with: one folder per vendor or standard, each registered as a plugin would be."""
