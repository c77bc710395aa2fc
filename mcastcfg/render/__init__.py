"""RouterConfig to the text of one router."""
