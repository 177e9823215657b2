"""Reports over the files as of any day: quality, training results, official count tables."""
