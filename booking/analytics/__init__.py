"""Figures about the studio, read from the rows of the rooms below and kept nowhere."""
