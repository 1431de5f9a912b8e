"""Which controls a stack meets, told from its resources."""
