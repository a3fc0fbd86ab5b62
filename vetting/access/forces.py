"""The 43 territorial forces, the bodies outside the College's lists, and how people write their names.

Source: domain.md section 4 (code from the STATS19 labels, slug from data.police.uk). ``name`` is the name printed there
before the slug; for code 44, printed as "Hampshire (and Isle of Wight)", it is the part that matches the slug,
"Hampshire", because the bracket notes the later title, which stands in ``title``.

Pure data and look-ups: no database, no settings. The notice reader, the forms and the imports read names through here.
"""

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["FORCES", "OUT_OF_SCOPE", "Force", "OutOfScopeBody", "find_force", "force_by_code", "force_by_slug"]


@dataclass(frozen=True)
class Force:
    """A territorial force: its people belong on the College's lists."""

    code: str
    slug: str
    name: str
    title: str
    """The name the force itself uses, for letters and pages."""
    aliases: tuple[str, ...] = ()
    """Further names that mean this force and no other, each complete in itself ("GMP", "Met Police")."""


@dataclass(frozen=True)
class OutOfScopeBody:
    """A body whose people are not on the College's lists, and who keeps a list for it, if anyone is known to."""

    slug: str
    name: str
    keeper: str | None
    """Whom to send a report to. The authorities under the Crime and Policing Act 2026 are as announced on 10 June 2025
    (domain.md 2.3); None where no keeper is known, so nothing is invented."""
    aliases: tuple[str, ...] = ()


FORCES: tuple[Force, ...] = (
    Force(
        "01",
        "metropolitan",
        "Metropolitan",
        "Metropolitan Police Service",
        ("Met", "The Met", "MPS", "Met Police", "Met Police Service", "MetPol", "Scotland Yard", "New Scotland Yard"),
    ),
    Force("03", "cumbria", "Cumbria", "Cumbria Constabulary"),
    Force("04", "lancashire", "Lancashire", "Lancashire Constabulary", ("Lancs Police", "Lancs Constabulary", "Lancs")),
    Force("05", "merseyside", "Merseyside", "Merseyside Police", ("Merpol",)),
    Force("06", "greater-manchester", "Greater Manchester", "Greater Manchester Police", ("GMP", "Manchester Police")),
    Force("07", "cheshire", "Cheshire", "Cheshire Constabulary"),
    Force("10", "northumbria", "Northumbria", "Northumbria Police"),
    Force("11", "durham", "Durham", "Durham Constabulary", ("County Durham Police", "Durham and Darlington Police")),
    Force("12", "north-yorkshire", "North Yorkshire", "North Yorkshire Police", ("NYP", "N Yorks Police")),
    Force("13", "west-yorkshire", "West Yorkshire", "West Yorkshire Police", ("WYP", "West Yorks Police", "West Yorks")),
    Force(
        "14",
        "south-yorkshire",
        "South Yorkshire",
        "South Yorkshire Police",
        ("SYP", "South Yorks Police", "South Yorks"),
    ),
    Force("16", "humberside", "Humberside", "Humberside Police"),
    Force("17", "cleveland", "Cleveland", "Cleveland Police"),
    Force("20", "west-midlands", "West Midlands", "West Midlands Police", ("WMP", "West Mids Police", "West Mids")),
    Force("21", "staffordshire", "Staffordshire", "Staffordshire Police", ("Staffs Police", "Staffs")),
    Force("22", "west-mercia", "West Mercia", "West Mercia Police"),
    Force("23", "warwickshire", "Warwickshire", "Warwickshire Police", ("Warks Police", "Warks")),
    Force("30", "derbyshire", "Derbyshire", "Derbyshire Constabulary", ("Derbys Police",)),
    Force(
        "31",
        "nottinghamshire",
        "Nottinghamshire",
        "Nottinghamshire Police",
        ("Notts Police", "Notts", "Nottingham Police"),
    ),
    Force("32", "lincolnshire", "Lincolnshire", "Lincolnshire Police", ("Lincs Police", "Lincs")),
    Force("33", "leicestershire", "Leicestershire", "Leicestershire Police", ("Leics Police", "Leics", "Leicester Police")),
    Force("34", "northamptonshire", "Northamptonshire", "Northamptonshire Police", ("Northants Police", "Northants")),
    Force(
        "35",
        "cambridgeshire",
        "Cambridgeshire",
        "Cambridgeshire Constabulary",
        ("Cambs Police", "Cambs Constabulary", "Cambs"),
    ),
    Force("36", "norfolk", "Norfolk", "Norfolk Constabulary"),
    Force("37", "suffolk", "Suffolk", "Suffolk Constabulary"),
    Force("40", "bedfordshire", "Bedfordshire", "Bedfordshire Police", ("Beds Police", "Beds")),
    Force(
        "41",
        "hertfordshire",
        "Hertfordshire",
        "Hertfordshire Constabulary",
        ("Herts Police", "Herts Constabulary", "Herts"),
    ),
    Force("42", "essex", "Essex", "Essex Police"),
    Force("43", "thames-valley", "Thames Valley", "Thames Valley Police", ("TVP",)),
    Force(
        "44",
        "hampshire",
        "Hampshire",
        "Hampshire and Isle of Wight Constabulary",
        (
            "Hampshire (and Isle of Wight)",
            "Hampshire and Isle of Wight",
            "Hampshire and Isle of Wight Police",
            "Hampshire and the Isle of Wight Constabulary",
            "Hampshire and IOW Constabulary",
            "HIOWC",
            "Hants Police",
            "Hants Constabulary",
            "Hants",
            "Isle of Wight Police",
        ),
    ),
    Force("45", "surrey", "Surrey", "Surrey Police"),
    Force("46", "kent", "Kent", "Kent Police"),
    Force("47", "sussex", "Sussex", "Sussex Police"),
    Force("48", "city-of-london", "City of London", "City of London Police", ("CoLP",)),
    Force(
        "50",
        "devon-and-cornwall",
        "Devon & Cornwall",
        "Devon & Cornwall Police",
        ("D&C Police", "DCP", "Devon Cornwall Police", "Devon and Cornwall and Isles of Scilly Police"),
    ),
    Force(
        "52",
        "avon-and-somerset",
        "Avon and Somerset",
        "Avon and Somerset Police",
        ("A&S Police", "ASP", "Avon Somerset Police"),
    ),
    Force(
        "53",
        "gloucestershire",
        "Gloucestershire",
        "Gloucestershire Constabulary",
        ("Glos Police", "Glos Constabulary", "Glos"),
    ),
    Force("54", "wiltshire", "Wiltshire", "Wiltshire Police", ("Wilts Police", "Wilts")),
    Force("55", "dorset", "Dorset", "Dorset Police"),
    Force("60", "north-wales", "North Wales", "North Wales Police", ("NWP", "Heddlu Gogledd Cymru")),
    Force("61", "gwent", "Gwent", "Gwent Police", ("Heddlu Gwent",)),
    Force("62", "south-wales", "South Wales", "South Wales Police", ("SWP", "Heddlu De Cymru")),
    Force("63", "dyfed-powys", "Dyfed-Powys", "Dyfed-Powys Police", ("DPP", "Heddlu Dyfed-Powys", "Heddlu Dyfed Powys")),
)

OUT_OF_SCOPE: tuple[OutOfScopeBody, ...] = (
    OutOfScopeBody(
        "british-transport-police",
        "British Transport Police",
        "British Transport Police Authority",
        ("BTP", "British Transport", "Transport Police"),
    ),
    OutOfScopeBody(
        "ministry-of-defence-police",
        "Ministry of Defence Police",
        "Ministry of Defence",
        ("MDP", "MOD Police", "Ministry of Defence", "Defence Police"),
    ),
    OutOfScopeBody(
        "civil-nuclear-constabulary",
        "Civil Nuclear Constabulary",
        "Civil Nuclear Police Authority",
        ("CNC", "Civil Nuclear", "Civil Nuclear Police"),
    ),
    OutOfScopeBody("national-crime-agency", "National Crime Agency", "National Crime Agency", ("NCA",)),
    OutOfScopeBody("police-scotland", "Police Scotland", "Scottish Police Authority", ("Police Service of Scotland",)),
    OutOfScopeBody(
        "police-service-of-northern-ireland",
        "Police Service of Northern Ireland",
        None,
        ("PSNI", "Northern Ireland Police", "Police Service of NI"),
    ),
    OutOfScopeBody("states-of-jersey-police", "States of Jersey Police", None, ("States of Jersey", "Jersey Police", "SOJP")),
    OutOfScopeBody("guernsey-police", "Guernsey Police", None, ("Guernsey Border Agency",)),
    OutOfScopeBody("isle-of-man-constabulary", "Isle of Man Constabulary", None, ("Isle of Man Police", "Isle of Man")),
    OutOfScopeBody("royal-military-police", "Royal Military Police", None, ("RMP",)),
    OutOfScopeBody("royal-navy-police", "Royal Navy Police", None),
    OutOfScopeBody("royal-air-force-police", "Royal Air Force Police", None, ("RAF Police",)),
    OutOfScopeBody("port-of-dover-police", "Port of Dover Police", None, ("Dover Harbour Board Police",)),
    OutOfScopeBody("port-of-liverpool-police", "Port of Liverpool Police", None, ("Mersey Docks Police",)),
    OutOfScopeBody("port-of-tilbury-police", "Port of Tilbury Police", None),
    OutOfScopeBody("port-of-felixstowe-police", "Port of Felixstowe Police", None),
    OutOfScopeBody("port-of-bristol-police", "Port of Bristol Police", None),
    OutOfScopeBody("belfast-harbour-police", "Belfast Harbour Police", None),
    OutOfScopeBody(
        "kensington-and-chelsea-parks-police",
        "Kensington and Chelsea Parks Police",
        None,
        ("Royal Borough Parks Police",),
    ),
    OutOfScopeBody("gibraltar-police", "Royal Gibraltar Police", None, ("Gibraltar Police",)),
)


def find_force(text: str) -> Force | OutOfScopeBody | None:
    """Return the body that `text` names, or None: one name as people write it, a code or a slug, and nothing else.

    The whole text must be the name: no searching inside sentences, no guessing at near spellings.
    """
    key = _fold(text)
    return _BY_KEY.get(key) or _BY_KEY.get(_core(key))


def force_by_code(code: str) -> Force | None:
    """Return the force with this two-digit code."""
    return next((force for force in FORCES if force.code == code), None)


def force_by_slug(slug: str) -> Force | None:
    """Return the force with this data.police.uk slug."""
    return next((force for force in FORCES if force.slug == slug), None)


_STYLE = re.compile(r" (?:police service|police force|police constabulary|constabulary|police|service)$")
_LEADING = re.compile(r"^(?:the )?(?:chief constable of )?(?:the )?")


def _fold(text: str) -> str:
    """Fold case, accents, "&", punctuation and spacing, so that every way of typing one name gives one key."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    kept = "".join(mark for mark in plain if not unicodedata.combining(mark)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", kept.replace("'", "").replace("’", "")))


def _core(key: str) -> str:
    """Take "the", "chief constable of" and "police", "constabulary" or "service" off a folded name."""
    return _STYLE.sub("", _LEADING.sub("", key))


def _keys_of(body: Force | OutOfScopeBody) -> set[str]:
    """Return every folded key under which the body is found."""
    if isinstance(body, OutOfScopeBody):
        return {_fold(text) for text in (body.slug, body.name, *body.aliases)}
    keys = {body.code, *(_fold(text) for text in (body.slug, body.name, body.title, *body.aliases))}
    return keys | {_core(key) for key in keys}


_BODIES: tuple[Force | OutOfScopeBody, ...] = (*OUT_OF_SCOPE, *FORCES)
_BY_KEY = {key: body for body in _BODIES for key in _keys_of(body)}
