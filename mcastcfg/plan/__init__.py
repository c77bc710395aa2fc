"""From what runs to what is intended: trees, differences, ordered changes."""
