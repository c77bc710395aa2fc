"""What differs from one router make to the next: one module each, data first."""
