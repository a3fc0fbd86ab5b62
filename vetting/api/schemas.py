"""The documents of the API, apart from the tables and from the services: what may be sent, and what comes back.

What is sent is read strictly: an unknown member is refused, and a number is not taken for text. Lengths and forms are documented
here and judged by the services, whose messages say more.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel


def _limit(most: int, least: int = 0) -> dict[str, Any]:
    return {"minLength": least, "maxLength": most}


NAME = _limit(100)
REQUIRED_NAME = _limit(100, 1)


class Document(BaseModel):
    """Base of every document: no member that is not written here."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OtherName(Document):
    """Another name ever used, in full or in part: a former surname alone is read with the present forenames."""

    forenames: str = Field("", json_schema_extra=NAME)
    surname: str = Field("", json_schema_extra=NAME)


class ServiceNumberIn(Document):
    """A warrant, collar or staff number and the force that gave it, by name or by its two-digit code."""

    force: str
    number: str = Field(json_schema_extra=_limit(40, 1))


class SubjectIn(Document):
    """The person to be checked. Somebody with one name only has it as the surname, and a hyphen as the forenames."""

    forenames: str = Field(json_schema_extra=NAME, examples=["Siân"])
    surname: str = Field(json_schema_extra=REQUIRED_NAME, examples=["Featherstonehaugh"])
    other_names: list[OtherName] = Field(default=[], json_schema_extra={"maxItems": 50})
    date_of_birth: str | None = Field(
        description="YYYY-MM-DD, or YYYY when only the year is known. Null only from a vetting officer who gives a reason.",
        examples=["1985-04-27", "1985"],
    )
    service_numbers: list[ServiceNumberIn] = Field(default=[], json_schema_extra={"maxItems": 50})
    national_insurance_number: str | None = Field(
        default=None, description="Only where the deployment has a basis for it and takes it; otherwise refused."
    )


class CheckIn(Document):
    """A check of one person."""

    subject: SubjectIn
    purpose: str = Field(
        description="What the check is for; it decides which lists are searched. A wrong one is answered with those there are.",
        examples=["appointment"],
    )
    reference: str = Field(description="The vacancy or case, as your own records name it.", json_schema_extra=_limit(100, 1))
    no_date_of_birth_reason: str | None = Field(
        default=None,
        description="Why there is no date of birth; from a vetting officer only.",
        json_schema_extra=_limit(500),
    )
    applicant_told: bool | None = Field(
        default=None, description="Whether the applicant knows that the lists are searched; false is refused for most purposes."
    )


class ComparisonOut(Document):
    """One field compared: what was asked, what is listed, and what their likeness or difference weighs, in bits."""

    field: str
    submitted: str | None
    listed: str | None
    level: str
    weight: float
    sentence: str


Comparisons = list[ComparisonOut]


class HitOut(Document):
    """One listed person who may be the subject. A person decides whether they are: two people can share these details."""

    id: str
    list: str
    standing: Literal["listed", "report_received", "suspended"]
    band: Literal["strong", "possible"]
    match_weight: float
    probability: float | None
    state: Literal["open", "cleared", "confirmed", "undetermined"]
    reason: str | None
    comparisons: Comparisons


class DispositionIn(Document):
    """What one officer decides on a hit, and why."""

    decision: str = Field(description="same_person, different_person or undetermined.", examples=["different_person"])
    reason: str = Field(
        description="What agrees or differs, and in which document it was seen.", json_schema_extra=_limit(2_000, 1)
    )


class DispositionOut(Document):
    """What came of a decision. While it waits for a second officer, who confirms it in the pages, nothing has changed."""

    id: str
    check_id: str
    hit_id: str
    decision: Literal["same_person", "different_person", "undetermined"]
    state: Literal["waiting_for_second", "counts"]
    hit_state: Literal["open", "cleared", "confirmed", "undetermined"]
    outcome: Literal["no_match", "possible_match", "contact_college", "confirmed_match"]


class CheckAnswer(Document):
    """The answer as a vetting officer sees it. `could_not_check` is not a clear: we do not know either way, do not appoint."""

    id: str
    reference: str
    outcome: Literal["no_match", "possible_match", "contact_college", "confirmed_match", "could_not_check"]
    lists_consulted: list[str]
    register_version: int | None
    model_version: str | None
    checked_at: str = Field(json_schema_extra={"format": "date-time"})
    coverage: list[str] = Field(description="What the lists hold and do not hold. Show it with every answer.")
    hits: list[HitOut]


class CheckStateOut(Document):
    """The check as a recruiter or HR officer sees it: the same whether or not anybody was found, until it is released."""

    id: str
    reference: str
    state: Literal["submitted", "with_vetting_unit", "complete", "could_not_check"]
    submitted_at: str = Field(json_schema_extra={"format": "date-time"})
    completed_at: str | None = Field(json_schema_extra={"format": "date-time"})


class CheckOut(RootModel[CheckAnswer | CheckStateOut]):
    """A check, as far as the permissions of the key go."""


class FieldProblem(Document):
    """One field and what is wrong with it."""

    field: str
    message: str


class ProblemOut(Document):
    """What went wrong (RFC 9457). `code` is stable; `errors` is there when fields are at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []
    demonstration: bool = Field(False, description="Present and true where all people are fictional.")


Several = list[str]
Role = Literal["officer", "special_constable", "civilian_employee", "community_support_volunteer", "policing_support_volunteer"]


class ReportContentDocument(Document):
    """The fields of regulations 3(2) and 12(2) of SI 2017/1135, as reported and as kept. Those of `served_as` on are of an
    advisory report, which names no ground and no Standards."""

    list: Literal["barred", "advisory"] = Field(default="barred", description="The list that the report is for.")
    limb: str = Field(description="a to d of section 88A(1), or of section 88I(1) for the advisory list.", examples=["d"])
    force: str = Field(description="Where the person serves or last served: one of the 43 forces, by name or two-digit code.")
    forenames: str = Field(json_schema_extra=REQUIRED_NAME)
    surname: str = Field(json_schema_extra=REQUIRED_NAME)
    date_of_birth: str = Field(json_schema_extra={"format": "date"})
    rank: str | None = Field(default=None, description="Of officers only; civilian employees have none.")
    identifying_number: str | None = Field(default=None, description="Warrant, collar or staff number, if there is one.")
    ground: str | None = Field(
        default=None, description="Barred list only, and needed there.", examples=["gross_misconduct", "conduct"]
    )
    conduct: str = Field(description="The reasons in words, or the summary of the allegation.", json_schema_extra=_limit(20_000, 1))
    standards: Several = Field(default=[], description="Standards of Professional Behaviour breached, by their statutory names.")
    reasons: Several = Field(default=[], description="The College’s categories, for the figures: any number of them.")
    left_by: Literal["resigned", "retired"] | None = Field(
        default=None, description="Limbs b and d of section 88A(1), a and b of section 88I(1): how the person had left."
    )
    event_date: str = Field(description="Of the dismissal, finding or event.", json_schema_extra={"format": "date"})
    prior_advisory_report_date: str | None = Field(default=None, json_schema_extra={"format": "date"})
    special_constable: bool = False
    served_as: Role | None = Field(default=None, description="What the person was.")
    ceased_on: str | None = Field(
        default=None,
        description="Limb b of section 88I(1): the day the person left.",
        json_schema_extra={"format": "date"},
    )
    known_on: str | None = Field(
        default=None,
        description="Limb d of section 88I(1): the day on which it came to the authority’s attention.",
        json_schema_extra={"format": "date"},
    )
    proceedings: str | None = Field(default=None, description="Limb a of section 88I(1): the form of proceedings already brought.")


class ReportIn(ReportContentDocument):
    """A report under section 88A or 88I. From receipt on it counts in every check; a late one is taken and flagged."""

    cleared_before_leaving: bool = Field(
        default=False,
        description="Limb a of section 88I(1): whether it was decided before the person left that no proceedings would be brought. "
        "Such a report is refused: section 88I(2).",
    )


class ReportOut(Document):
    """A report and where it stands."""

    id: str
    list: str
    state: Literal["submitted", "returned", "referred", "approved", "withdrawn"]
    version: int
    received_at: str = Field(json_schema_extra={"format": "date-time"})
    due: str = Field(
        description="The last of five working days, the day of the event being the first.", json_schema_extra={"format": "date"}
    )
    days_late: int = Field(description="0 when it came in time.")
    return_reason: str | None = Field(
        description="What must be corrected, while the report is returned. It still counts in every check."
    )
    entry_id: str | None
    content: ReportContentDocument


class PublishedQuery(Document):
    """A search of the public list."""

    name: str = Field(description="A first name and a surname, spelled exactly.", json_schema_extra=_limit(2_000, 1))


class PublishedEntryOut(Document):
    """What the public may read of one entry."""

    entry_id: str
    full_name: str
    force_name: str
    person: str
    rank: str
    event_date: str = Field(json_schema_extra={"format": "date"})
    reason: str


class PublishedOut(Document):
    """The answer to a search of the public list. Finding nothing shows very little: `statement` says what."""

    name: str
    entries: list[PublishedEntryOut]
    statement: str
    suggestions: list[str] = Field(description="Near spellings to search for; they answer nothing by themselves.")
