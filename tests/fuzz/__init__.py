"""What the short runs of the suite and ``script/fuzz`` share."""
