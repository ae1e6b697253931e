"""News of processes: pages, feed, dataset. Officials write them in the admin."""
