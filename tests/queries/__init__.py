"""How many queries each page costs, with little in it and with much."""
