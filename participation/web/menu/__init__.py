"""The main menu of the site: as the product brings it until officials order, hide, name and add entries."""
