"""A citizen-facing e-services portal. The floors are drawn in docs/architecture.md."""
