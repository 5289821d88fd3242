"""E-mail addresses."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?P<local>[^\s@<>()\[\],;:\\\"]{1,64})@(?P<domain>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_])"
)
_NAMED = re.compile(r"[^<>]*<([^<>]+)>")
_LONGEST = 254
#: Where everybody can have an address, so that it says nothing about a company.
_FREE = frozenset(
    [
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com"),
        *("ymail.com", "rocketmail.com", "icloud.com", "me.com", "mac.com", "aol.com", "gmx.com", "gmx.de"),
        *("gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "mail.com", "email.com"),
        *("proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.com", "zoho.com", "fastmail.com"),
        *("fastmail.fm", "hey.com", "mail.ru", "yandex.ru", "yandex.com", "rambler.ru", "bk.ru", "inbox.ru"),
        *("list.ru", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn"),
        *("sohu.com", "139.com", "189.cn", "aliyun.com", "naver.com", "daum.net", "hanmail.net", "orange.fr"),
        *(
            "wanadoo.fr",
            "free.fr",
            "laposte.net",
            "sfr.fr",
            "libero.it",
            "virgilio.it",
            "tiscali.it",
            "alice.it",
        ),
        *("telefonica.net", "terra.es", "ya.com", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz"),
        *(
            "comcast.net",
            "verizon.net",
            "att.net",
            "sbcglobal.net",
            "bellsouth.net",
            "cox.net",
            "charter.net",
        ),
        *("btinternet.com", "sky.com", "virginmedia.com", "talktalk.net", "bigpond.com", "rediffmail.com"),
        *("uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "duck.com", "skynet.be", "ziggo.nl"),
    ]
)
_FREE_FAMILIES = ("yahoo.", "hotmail.", "outlook.", "live.", "gmx.", "yandex.")


def normalize_email(text: str) -> str:
    """The bare address in lower case, without a name or "mailto:" around it."""
    named = _NAMED.fullmatch(text.strip()) if "<" in text else None
    address = (named[1] if named else text).strip().lower()
    return address.removeprefix("mailto:").rstrip(".")


def is_email(text: str) -> bool:
    """Whether the text looks like one address; whether it exists is another question."""
    address = text.strip()
    match = _ADDRESS.fullmatch(address) if len(address) <= _LONGEST else None
    return bool(match) and not (".." in address or address.startswith(".") or ".@" in address)


def domain_of(address: str) -> str:
    """The domain of an address in lower case, or nothing."""
    return normalize_email(address).rpartition("@")[2] if "@" in address else ""


def is_free_provider(domain: str) -> bool:
    """Whether anybody may have an address there, whoever they work for."""
    domain = domain.strip().lower()
    # yahoo.co.jp and hotmail.es, but not live.acme.com
    return domain in _FREE or (domain.startswith(_FREE_FAMILIES) and len(domain.partition(".")[2]) <= 6)
