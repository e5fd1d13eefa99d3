"""What can be worked out, by sums and differences, of what is hidden."""
