"""Imports of whole lists: files of the keeper read, laid beside the register, confirmed by a second person, resolved row by row."""
