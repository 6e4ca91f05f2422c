"""What is made from the catalogue: the browser's types, the documents of the wire, and OpenAPI."""
