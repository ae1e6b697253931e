"""Importers: proposals that were made on other platforms."""
