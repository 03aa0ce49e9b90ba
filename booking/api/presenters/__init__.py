"""Answers as plain JSON values. Their shapes are declared in booking/api/shapes and compared by the tests."""
