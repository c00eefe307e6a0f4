"""Set-based statements of casework, one module per word; `changes` is what every change writes."""
