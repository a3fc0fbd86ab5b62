"""The journey of a batch: upload, columns, rejected rows, run, results; and what the vetting unit does with its hits.

Works without JavaScript.
"""

from vetting.web.batches.views import blueprint

__all__ = ["blueprint"]
