"""The DuckDB store and what is made of it: assets, retention, the register, exports."""
