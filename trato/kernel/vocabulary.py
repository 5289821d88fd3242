"""Words that everybody spells alike: industries and countries, in the languages of the screens."""

from __future__ import annotations

from functools import cache

LANGUAGES = ("en", "es", "zh")

INDUSTRIES = frozenset(
    [
        *(
            "technology",
            "software",
            "hardware",
            "telecommunications",
            "internet",
            "electronics",
            "semiconductors",
        ),
        *("medical", "healthcare", "pharmaceuticals", "biotechnology", "finance", "banking", "insurance"),
        *("financial services", "investment", "real estate", "construction", "architecture", "engineering"),
        *(
            "manufacturing",
            "automotive",
            "aerospace",
            "defense",
            "chemicals",
            "energy",
            "utilities",
            "mining",
        ),
        *(
            "oil and gas",
            "agriculture",
            "food and beverage",
            "retail",
            "wholesale",
            "consumer goods",
            "fashion",
        ),
        *("textiles", "transportation", "logistics", "hospitality", "travel", "tourism", "restaurants"),
        *("entertainment", "media", "publishing", "advertising", "marketing", "education", "government"),
        *(
            "nonprofit",
            "legal",
            "consulting",
            "professional services",
            "services",
            "employment",
            "recruitment",
        ),
        *(
            "human resources",
            "security",
            "sports",
            "other",
            "accounting",
            "gaming",
            "environment",
            "packaging",
        ),
        *(
            "tecnología",
            "informática",
            "telecomunicaciones",
            "electrónica",
            "sanidad",
            "salud",
            "farmacéutica",
        ),
        *("biotecnología", "finanzas", "banca", "seguros", "servicios financieros", "inmobiliaria"),
        *(
            "construcción",
            "arquitectura",
            "ingeniería",
            "fabricación",
            "automoción",
            "aeroespacial",
            "química",
        ),
        *("energía", "minería", "agricultura", "alimentación", "comercio minorista", "comercio mayorista"),
        *("moda", "textil", "transporte", "logística", "hostelería", "turismo", "restauración"),
        *("entretenimiento", "medios de comunicación", "publicidad", "educación", "administración pública"),
        *("consultoría", "servicios profesionales", "servicios", "recursos humanos", "seguridad", "deportes"),
    ]
)


@cache
def country_names() -> frozenset[str]:
    """The names of all countries in all languages of the screens."""
    from babel import Locale

    return frozenset(
        name
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code.isalpha()
    )
