"""The pilot's own invented kits, in the order that it gives them out."""

READING_KITS: tuple[dict[str, str | int], ...] = (
    {
        "title": "Lesesporet: se hvor eleven er",
        "dimension": "both",
        "purpose": (
            "Læreren ser hva hver elev mestrer i lesing, og velger neste tekst ut fra det."
        ),
        "technical_goal": "Alle på trinnet har lagt inn klassen sin og sett på et elevspor.",
        "guide": (
            "Se på et elevspor sammen.\n"
            "Velg en elev hver, og si hva du ville gjort i morgen.\n"
            "Legg inn klassen din.\n"
            "Avtal hvem som ser på sporene hver fredag."
        ),
        "module_title": "Elevsporet på ti minutter",
        "module_minutes": 10,
        "best_practice": (
            "Tretoppen skole ser på tre elevspor i hvert trinnmøte. Det tar et kvarter og har "
            "gjort praten om lesing mer konkret."
        ),
        "minutes": 45,
    },
    {
        "title": "Lesesporet: høytlesing i par",
        "dimension": "pedagogical",
        "purpose": "Alle elever leser høyt hver dag, også de som helst vil slippe.",
        "technical_goal": "Lærerne setter sammen lesepar ut fra sporene.",
        "guide": (
            "Prøv parlesing selv, med en tekst for voksne.\n"
            "Sett sammen par i egen klasse.\n"
            "Planlegg den første uken."
        ),
        "module_title": "Lesepar som virker",
        "module_minutes": 14,
        "best_practice": "",
        "minutes": 60,
    },
)
