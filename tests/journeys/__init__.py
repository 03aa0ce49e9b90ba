"""Whole stories through URLs and a browser.

A package, so that what its tests share ends with them: the event loop of a browser keeps others from the database.
"""
