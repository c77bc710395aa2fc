"""What is meant: one fully resolved, vendor-neutral value per router."""
