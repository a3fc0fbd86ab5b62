"""Batches: from a spreadsheet of people to checked rows.

Inside: `reading` and `files` (the file, in a child process), `layout`, `dates`, `columns`, `mapping` and `rows` (pure: from cells
to people), and the tables and the engine that run them.
"""
