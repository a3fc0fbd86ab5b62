"""Which records are of one person: shown together, said by one registrar, decided by another."""

from vetting.web.persons.views import blueprint

__all__ = ["blueprint"]
