"""What became of what people said: of all in which one person took part, and of all that lies below one thing."""
