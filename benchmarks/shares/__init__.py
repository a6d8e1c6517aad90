"""Fictional shares written by hand with the answers, and what a scan says of them."""
