"""X.509 certificates, keys and revocation lists: reading, judging and issuing them (RFC 5280)."""
