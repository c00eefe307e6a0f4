"""The edge opens the door: GraphQL over HTTP, callers and their tokens, limits, and errors in words."""
