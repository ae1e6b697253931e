"""Re-uses: applications, stories and analyses that people built on the open data, shown in a gallery."""
