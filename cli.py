"""The command line: wires the rooms together and holds no logic of its own."""
