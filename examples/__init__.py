"""The example share and the programs that make it and compare a scan with its truth."""
