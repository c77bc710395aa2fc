"""One rule a file; see base.Rule for what a rule holds."""
