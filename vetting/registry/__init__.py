"""The lists: reports, entries and their versions, the rules of the statute, publication, and the matching index kept in step."""
