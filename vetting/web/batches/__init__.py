"""The journey of a batch: upload, say what the columns are, look at the rows, run, fetch the results. Works without JavaScript."""

from vetting.web.batches.views import blueprint

__all__ = ["blueprint"]
