"""The frame of every import: preview, all or nothing, row and column named."""
