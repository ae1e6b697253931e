"""Pages of moderation: for everybody, for those whose words were hidden, and for its officials."""
