"""What the speed budgets cost on a workspace of a given size; `make bench` runs it."""
