"""Measurements of the running product, always beside a bare Django view in the same run (docs/performance.md)."""
