"""Shows the graph: the only room that speaks GraphQL. Types, mutations, the query and the schema itself."""
