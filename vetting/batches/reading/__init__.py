"""Reading a spreadsheet that may be hostile: in a child process with limits, so nothing in here imports the service.

`kinds` (what the bytes are), `texts` (CSV), `packages` (the zip of a workbook, before anything is inflated whole),
`sheets` (what its XML hides), `workbooks` (XLSX), `jsonlines` (rows of an API), `shapes` (limits, facts, refusals), `child`
(the process). Imports only the standard library and calamine.
"""
