"""Bringing routers from what runs to what is intended."""
