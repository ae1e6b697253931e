"""What leaves the site: previews of links, cards for other sites, posters with a QR code."""
