"""What is written: the inventory, validated, every value with its place."""
