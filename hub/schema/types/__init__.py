"""The graph's types, one module per word; each field names what `store.graph` owns."""
