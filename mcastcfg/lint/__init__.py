"""Findings: what is wrong with an inventory before anything is pushed."""
