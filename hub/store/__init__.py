"""The only room that speaks SQL: models, the graph the reader may fetch, statements, sessions."""
