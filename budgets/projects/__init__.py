"""Projects: entered by people or officials, or made from a proposal; listed, compared, shown."""
