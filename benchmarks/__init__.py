"""Speed, shown as ratios against a named floor in the same run; nothing here is a test."""
