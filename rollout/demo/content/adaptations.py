"""What schools have made of a kit, and what its second version brings."""

ADAPTED_KIT = "Samskriving i fellestiden"

# A change of a step's text, by the step's key.
Change = dict[str, str]

MERGES: Change = {
    "key": "l1ztz83l",
    "was": "Åpne dokumentet «Planuke» og finn plassen din.",
    "now": "Åpne «Trinnplan» i trinnets team. Hvert trinn har sin egen side, med navnet øverst.",
}
CLASHES: Change = {
    "key": "71dqk46o",
    "was": "Prøv i tre møter før dere vurderer det.",
    "now": "Vi møtes bare annenhver uke. Prøv i to møter før dere vurderer det.",
}
WORTH_TAKING_HOME: Change = {
    "key": "afikgegg",
    "was": "snakke om et vanskelig foreldremøte.",
    "now": (
        "snakke om et vanskelig foreldremøte.\n\n"
        "Ta så en sak fra egen møteplan, og si hvorfor den hører hjemme i den ene gruppen eller "
        "den andre. Er dere uenige, er det et godt tegn: Da er det saken dere bør snakke om."
    ),
}
OWN_STEP: dict[str, str | int] = {
    "key": "elevenes",
    "part": "session",
    "title": "Hva sier elevene?",
    "minutes": 5,
    "practice": "motivate",
    "text": (
        "Les de tre lappene fra elevrådet høyt:\n\n"
        "- «Vi merker det når lærerne har planlagt sammen.»\n"
        "- «Det er fint når alle fag bruker de samme ordene.»\n"
        "- «Si fra i god tid når planen endrer seg.»\n\n"
        "Skriv én setning dere vil si tilbake til elevrådet."
    ),
    "notes": "Spør elevrådet på nytt hvert halvår. Bruk bare lapper som de har sagt ja til å dele.",
}
TAKEN_HOME: Change = {
    "key": "9au99aml",
    "was": "- ett tilbud: «Jeg har et opplegg om …»",
    "now": "- ett tilbud: «Jeg har et opplegg om …»\n- en takk: «Dette tar jeg med meg til …»",
}
NEWS_2 = "Mer å gjøre for dem som er raskt ferdige, og bedre tid til å prøve ut møtene."
VERSION_2: tuple[Change, ...] = (
    {
        "key": "9au99aml",
        "was": "Legg igjen to kommentarer:",
        "now": "Legg igjen to eller tre kommentarer:",
    },
    {
        "key": "l1ztz83l",
        "was": "Det er tankene som teller.",
        "now": "Det er tankene som teller. Er du ferdig, les det de andre skriver.",
    },
    {
        "key": "lelc5hdz",
        "was": "Del ett svar med naboen.",
        "now": "Del ett svar med naboen, og hør om dere husker det samme.",
    },
    {
        "key": "71dqk46o",
        "was": "Prøv i tre møter før dere vurderer det.",
        "now": "Prøv i fire møter, og sett av ti minutter i det siste til å vurdere det.",
    },
    {
        "key": "hpbz4p4t",
        "was": "Svar og lukk kommentaren når saken er ferdig.",
        "now": "Svar, og lukk kommentaren når saken er ferdig. Da ser alle hva som gjenstår.",
    },
)
NOT_PUBLISHED: tuple[Change, ...] = (
    {
        "key": "2tdqq3pp",
        "was": "4. hvem som lager hva",
        "now": "4. hvem som lager hva\n5. når elevene får se planen",
    },
)
