"""Who asks what is held on them."""

from __future__ import annotations

from vetting.matching import PersonName, split_full_name
from vetting.records import Asker
from vetting.web.fields import LongTextField, PartsOfDateField, ServiceForm, TextField

TWO_THIRDS = "govuk-!-width-two-thirds"


class AskerForm(ServiceForm):
    """The person's names and date of birth, as they have proven them."""

    forenames = TextField(
        "Forenames", hint="If the person has one name only, enter it as the surname and a hyphen here", classes=TWO_THIRDS
    )
    surname = TextField("Surname", classes=TWO_THIRDS)
    other_names = LongTextField("Other names they have used", hint="One full name on each line", rows=3)
    date_of_birth = PartsOfDateField("Date of birth", hint="For example, 27 4 1985 or 27 April 1985")

    def as_asker(self) -> Asker:
        """What was typed."""
        others = (split_full_name(line) for line in (self.other_names.data or "").splitlines() if line.strip())
        first = PersonName(self.forenames.data or "", self.surname.data or "")
        return Asker((first, *others), self.date_of_birth.data or "")
