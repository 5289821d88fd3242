"""The currencies of ISO 4217, with the digits that each has after its decimal mark."""

from __future__ import annotations

_CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
    GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR
    NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
    STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST
    XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_WITHOUT_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"

CURRENCIES = frozenset(_CODES.split())

#: The digits of those that do not have two.
DIGITS = (
    dict.fromkeys(_WITHOUT_DIGITS.split(), 0)
    | dict.fromkeys(_WITH_THREE_DIGITS.split(), 3)
    | {"CLF": 4, "UYW": 4}
)

#: What a sign may stand for. The one that the reader expects wins; of several others none is guessed.
SIGNS: dict[str, tuple[str, ...]] = {
    "$": ("USD", "MXN", "CAD", "AUD", "ARS", "CLP", "COP", "NZD", "HKD", "SGD", "TWD", "UYU", "BRL"),
    "US$": ("USD",), "CA$": ("CAD",), "C$": ("CAD", "NIO"), "A$": ("AUD",), "AU$": ("AUD",),
    "NZ$": ("NZD",), "HK$": ("HKD",), "S$": ("SGD",), "NT$": ("TWD",), "MX$": ("MXN",), "R$": ("BRL",),
    "€": ("EUR",), "£": ("GBP", "EGP", "GIP"), "¥": ("JPY", "CNY"), "CN¥": ("CNY",), "JP¥": ("JPY",),
    "RMB": ("CNY",), "元": ("CNY", "TWD"), "人民币": ("CNY",), "円": ("JPY",), "日元": ("JPY",),
    "美元": ("USD",), "欧元": ("EUR",), "₹": ("INR",), "₩": ("KRW",), "₽": ("RUB",), "₺": ("TRY",),
    "₪": ("ILS",), "₫": ("VND",), "₴": ("UAH",), "₱": ("PHP",), "₦": ("NGN",), "₡": ("CRC",), "₲": ("PYG",),
    "₵": ("GHS",), "฿": ("THB",), "zł": ("PLN",), "Kč": ("CZK",), "Ft": ("HUF",), "lei": ("RON",),
    "kr": ("SEK", "NOK", "DKK", "ISK"), "Fr.": ("CHF",), "SFr.": ("CHF",), "S/": ("PEN",),
    "Bs": ("BOB", "VES"),
}  # fmt: skip
