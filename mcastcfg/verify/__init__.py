"""State of the live network against what analysis predicts."""
