"""What measures notices: people who follow, the relay by itself, a mail server that counts, and a worker to kill."""
