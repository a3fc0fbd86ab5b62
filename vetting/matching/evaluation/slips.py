"""How a word gets misspelt: on a keyboard, by ear, from handwriting, on the way from another script. It knows no matcher."""

from __future__ import annotations

import re
from random import Random

from anyascii import anyascii

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
Rules = tuple[tuple[str, str], ...]
"""(what is heard, seen or written, as a pattern; what it turns into)"""


def _rules(text: str) -> Rules:
    """Read rules written as `pattern>replacement`, separated by spaces; `_` stands for a space."""
    pairs = (rule.replace("_", " ").partition(">") for rule in text.split())
    return tuple((pattern, new) for pattern, _, new in pairs)


_HANDWRITING = _rules(
    "m>rn rn>m n>u u>n n>r r>v cl>d d>cl a>o o>a e>c c>e l>t t>l i>l l>i h>b b>h g>y y>g w>vv v>u u>v ll>u f>t z>2 "
    "o>e nn>m ie>ei s>r"
)
_HEARING = _rules(
    "ph>f f>ph ck>k c>k k>c ee>ea ea>ee ie>y y>ie y>i i>y ey>y ai>ay ay>ai oo>ou ou>oo s>z z>s gh> ght>t th>t d>t t>d "
    "m>n n>m b>p p>b v>f f>v er>or or>er er>a a>er on>en en>on son>sen mb>m kn>n wr>r h> u>oo aw>or au>aw x>cks cks>x "
    "qu>kw ch>tch dge>ge ow>o ham>am ley>ly e$> $>e s$> $>s ^h> ^k>c ^c>k ^s>c ^e>a ^o>a in$>ing "
    "(?<=[aeiou])ll(?=.)>l tt>t nn>n ss>s (?<=[aeiou])l(?=[aeiou])>ll (?<=[aeiou])t(?=[aeiou])>tt "
    "(?<=[aeiou])n(?=[aeiou])>nn (?<=[aeiou])r(?=[aeiou])>rr (?<=[aeiou])s(?=[aeiou])>ss"
)
_ARABIC = _rules(
    "ou>u u>ou u>o o>u ee>i i>ee i>e e>i kh>k q>k k>q gh>g dh>d z>dh aa>a a>aa ai>ay ay>ei ei>ai y>i i>y w>v ss>s "
    "s>ss mm>m m>mm dd>d ah$>a a$>ah eh$>a j>g g>j sh>ch ^al-?>el_ ^el_?>al- ^abdul>abdel oo>u u>oo"
)
_SOUTH_ASIAN = _rules(
    "ee>i i>ee oo>u u>oo w>v v>w aa>a a>aa bh>b dh>d kh>k th>t t>th sh>s s>sh j>z z>j ai>ay au>ow ou>o ch>chh y>i e>i "
    "q>k ur>or dry$>dhury ddi>di a$>ah ph>f jit>jeet deep>dip inder>indar preet>prit ksh>x mm>m n$>nn ^v>b"
)
_SLAVIC = _rules(
    "sz>sh cz>ch rz>z rz>sh w>v v>w j>y y>j ch>h c>ts ts>c l>w ia>ya ya>ia iy$>i y$>iy ii$>y ov$>off ski$>sky "
    "cki$>tski zh>z kh>h yu>iu o>a ia$>iya szcz>shch dz>z on>a"
)
_CHINESE = _rules(
    "x>hs zh>ch q>ch z>ts ng$>n n$>ng eu>e wong>wang chan>chen cheung>zhang lee>li li>lee ho>he k>g p>b ts>ch ao>o ui>oi"
)
_AFRICAN = _rules(
    "oluwa>olu olu>oluwa sh>s s>sh chukwu>chuku kw>qu ou>u u>ou h> d>j dj>j c>k x>h aa>a uu>u gy>j ky>ch kp>p gb>b "
    "i>e e>i a$>ah w>wh t>th iya>ia"
)
_EUROPEAN = _rules(
    "ez$>es es$>ez z>s s>z ll>y n>nn ç>s ph>f ck>k ei>ie ou$>o os$>us gi>ji cc>c th>t i>y y>i u>ou k>c ch>k sch>sh "
    "v>w w>v j>y x>ks oe>o ue>u hadji>haji d>t"
)
_SCRIPTS: dict[str, Rules] = {
    **dict.fromkeys(("arabic", "persian"), _ARABIC),
    **dict.fromkeys(("somali", "west_african", "east_african"), _AFRICAN),
    **dict.fromkeys(("turkish", "iberian", "italian", "greek", "west_european", "filipino"), _EUROPEAN),
    **dict.fromkeys(("pakistani", "sikh", "bangladeshi", "indian", "tamil"), _SOUTH_ASIAN),
    **dict.fromkeys(("polish", "east_european", "jewish"), _SLAVIC),
    **dict.fromkeys(("chinese",), _CHINESE),
}


def _cased(word: str, like: str) -> str:
    return word.upper() if like.isupper() and len(like) > 1 else word[:1].upper() + word[1:]


def typing_slip(rng: Random, word: str) -> str:
    """Return the word with one slip of the fingers: a neighbouring key, a letter left out, doubled, or two letters swapped."""
    low = word.lower()
    place = rng.randrange(len(low)) if rng.random() < 0.12 else rng.randrange(min(1, len(low) - 1), len(low))
    slip = rng.choices(("neighbour", "omit", "insert", "double", "swap"), weights=(30, 25, 12, 10, 23))[0]
    if slip == "swap" and len(low) > 1:
        place = min(place, len(low) - 2)
        low = low[:place] + low[place + 1] + low[place] + low[place + 2 :]
    elif slip == "omit" and len(low) > 2:
        low = low[:place] + low[place + 1 :]
    elif slip == "double":
        low = low[: place + 1] + low[place:]
    else:
        near = _neighbour(rng, low[place])
        low = low[:place] + near + low[place + (slip != "insert") :]
    return _cased(low, word)


def _neighbour(rng: Random, letter: str) -> str:
    for number, row in enumerate(_ROWS):
        at = row.find(letter)
        if at >= 0:
            near = [row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)]
            near += [
                _ROWS[n][i]
                for n in (number - 1, number + 1)
                if 0 <= n < 3
                for i in (at, at - 1 + 2 * (n < number))
                if 0 <= i < len(_ROWS[n])
            ]
            return rng.choice(near)
    return rng.choice("aeiou")


def _rewrite(rng: Random, word: str, rules: Rules, times: int = 1) -> str:
    low = word.lower()
    for _ in range(times):
        fitting = [(pattern, new) for pattern, new in rules if re.search(pattern, low)]
        if not fitting:
            break
        pattern, new = rng.choice(fitting)
        found = rng.choice(list(re.finditer(pattern, low)))
        low = low[: found.start()] + new + low[found.end() :]
    return _cased(low, word) if low.strip() else word


def handwriting_slip(rng: Random, word: str) -> str:
    """Return the word as somebody misread it from handwriting or a bad scan."""
    return _rewrite(rng, word, _HANDWRITING)


def hearing_slip(rng: Random, word: str) -> str:
    """Return the word as somebody wrote it down who only heard it: one or two sounds spelt in another way."""
    return _rewrite(rng, word, _HEARING, 1 if rng.random() < 0.8 else 2)


def transliterate(rng: Random, word: str, culture: str) -> str:
    """Return the word as another clerk would have carried it over from its own script or spelling."""
    rules = _SCRIPTS.get(culture)
    if rules is None:
        return hearing_slip(rng, word)
    return _rewrite(rng, word, rules, 1 if rng.random() < 0.75 else 2)


def change_accents(rng: Random, word: str) -> str:
    """Return the word without its accents, or with the letters that stand for them (ö as oe)."""
    if rng.random() < 0.3:
        word = re.sub("[öø]", "oe", re.sub("ü", "ue", re.sub("[äå]", "ae", word)))
    return anyascii(word)


def short_form(rng: Random, forename: str) -> str:
    """Return what friends might call somebody, by the general habit: the first syllable or two, with an ending or without."""
    low = anyascii(forename).lower()
    stem = re.match(r"[^aeiouy]*[aeiouy]+[^aeiouy]{0,2}", low)
    short = stem.group(0) if stem else low[:3]
    if len(short) < 2 or short == low:
        short = low[: max(3, len(low) - 2)]
    return (short + rng.choices(("", "y", "ie", "o", "s", "a"), weights=(50, 18, 14, 8, 5, 5))[0]).capitalize()
