"""Pages of collection points: for everybody, for officers, for whoever coordinates them."""
