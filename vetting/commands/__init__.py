"""The `vetting` command line: each file here is one command, gathered by `vetting.app:cli`."""
