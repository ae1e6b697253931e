"""Tables where people vote on paper."""
