"""Against guessing codes: how many wrong ones an address, and all together, may try in a minute.

A school is one address, and its colleagues mistype: right codes aren’t counted. All processes count
in the cache. With w sessions open, of 31⁶ codes 3·w at most are good, so that all together find one
within an hour with a chance of at most 1,000 · 60 · 3 · w ÷ 887,503,681: 0.6 % where 28 schools
scan at once. What is found is the right to say a name, which a superuser still has to confirm.
"""

import datetime as dt

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST_BY_ADDRESS, MOST_BY_ACCOUNT, MOST_IN_ALL = 60, 20, 1000
ALL = "all"


def keys(request: HttpRequest, now: dt.datetime) -> dict[str, int]:
    """What is counted in this minute, and the most of each. Who is signed in is counted for
    themselves, so that nobody else’s guessing keeps them out."""
    minute = int(now.timestamp()) // 60
    if request.user.is_authenticated:
        return {f"wrong-codes:{minute}:account:{request.user.pk}": MOST_BY_ACCOUNT}
    address = get_adapter().get_client_ip(request)
    return {
        f"wrong-codes:{minute}:{address}": MOST_BY_ADDRESS,
        f"wrong-codes:{minute}:{ALL}": MOST_IN_ALL,
    }


def may_try(request: HttpRequest, now: dt.datetime) -> bool:
    """Whether a code may be tried from where a request comes."""
    most = keys(request, now)
    tried = cache.get_many(most)
    return all(tried.get(key, 0) < most[key] for key in most)


def note_wrong(request: HttpRequest, now: dt.datetime) -> None:
    for key in keys(request, now):
        cache.set(key, cache.get(key, 0) + 1, timeout=120)
