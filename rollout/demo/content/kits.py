"""Invented kits, in the order that the rollout gives them out."""

KITS: tuple[dict[str, str | int], ...] = (
    {
        "title": "Kom i gang: pålogging og varsler",
        "dimension": "technical",
        "purpose": (
            "Alle ansatte får en felles og forutsigbar plass for beskjeder, slik at mer "
            "tid kan gå til elevene."
        ),
        "technical_goal": (
            "Alle ansatte logger inn på egen maskin og mobil og har stilt inn varsler de "
            "kan leve med."
        ),
        "guide": (
            "Start med en runde: Hva forstyrrer deg mest i dag?\n"
            "Logg inn sammen, først på maskin og så på mobil.\n"
            "Still inn varsler og stilletid to og to.\n"
            "Avslutt med å sende én beskjed i kollegiets kanal."
        ),
        "module_title": "Pålogging, profil og varsler",
        "module_minutes": 10,
        "best_practice": (
            "Ringduehaugen skole satte av de ti første minuttene av fellestiden til "
            "pålogging, med to superbrukere som gikk rundt i rommet. Alle var inne før "
            "kaffepausen, og ingen måtte sitte igjen alene med et problem."
        ),
        "minutes": 45,
    },
    {
        "title": "Team og kanaler vi finner fram i",
        "dimension": "technical",
        "purpose": (
            "Trinnene samarbeider lettere når alle vet hvor planer og beskjeder hører hjemme."
        ),
        "technical_goal": "Hvert trinn har ett team med avtalte kanaler og riktige medlemmer.",
        "guide": (
            "Vis et rotete og et ryddig team side om side.\n"
            "La trinnene tegne sin egen struktur på papir.\n"
            "Opprett kanalene sammen og skriv en kort beskrivelse i hver.\n"
            "Avtal hva som ikke skal ligge i chat."
        ),
        "module_title": "Team, kanaler og medlemmer",
        "module_minutes": 12,
        "best_practice": (
            "På Hasseltunet skole brukte alle trinn de samme fire kanalnavnene. Vikarene "
            "merket det først: De fant dagens plan uten å spørre noen."
        ),
        "minutes": 60,
    },
    {
        "title": "Filer: lagre, dele og finne igjen",
        "dimension": "technical",
        "purpose": (
            "Lærerne deler undervisningsopplegg med hverandre og slipper å lage alt på nytt."
        ),
        "technical_goal": (
            "Deltakerne kan lagre i riktig område, dele med riktig tilgang og hente "
            "tilbake en eldre versjon."
        ),
        "guide": (
            "Start med en konkurranse: Finn årsplanen for trinnet.\n"
            "Forklar forskjellen på egne filer og teamets filer.\n"
            "Øv på å dele med lese- og redigeringstilgang.\n"
            "Hent tilbake en eldre versjon av et dokument."
        ),
        "module_title": "Filer, deling og versjoner",
        "module_minutes": 15,
        "best_practice": (
            "Multetoppen skole flyttet ett fag om gangen i stedet for hele fellesdisken. "
            "Det som ingen hadde åpnet på tre år, fikk bli liggende i et arkiv."
        ),
        "minutes": 60,
    },
    {
        "title": "Samskriving i fellestiden",
        "dimension": "both",
        "purpose": (
            "Kollegiet planlegger undervisning i samme dokument og får fram flere stemmer "
            "enn på et vanlig møte."
        ),
        "technical_goal": "Alle kan samskrive, kommentere og fordele oppgaver i ett dokument.",
        "guide": (
            "Åpne et felles dokument med tre spørsmål.\n"
            "Skriv stille i fem minutter, alle samtidig.\n"
            "Kommenter minst to innlegg fra andre.\n"
            "Fordel oppgaver direkte i dokumentet."
        ),
        "module_title": "Samskriving og kommentarer",
        "module_minutes": 12,
        "best_practice": (
            "På Oterbakken skole begynner trinnmøtene med fem minutters stille skriving i "
            "et felles dokument. Teamlederne forteller at flere kommer til orde, og at "
            "referatet er ferdig når møtet er over."
        ),
        "minutes": 45,
    },
    {
        "title": "Den første oppgaven til elevene",
        "dimension": "technical",
        "purpose": (
            "Elevene får tydelige mål og vet hva som forventes når de skal levere et arbeid."
        ),
        "technical_goal": "Læreren kan opprette og tildele en oppgave med frist og vedlegg.",
        "guide": (
            "Vis en ferdig oppgave slik eleven ser den.\n"
            "Lag hver deres oppgave til neste uke.\n"
            "Tildel den til en testklasse og lever som elev.\n"
            "Sjekk at mål og frist er lette å forstå."
        ),
        "module_title": "Opprette og tildele oppgaver",
        "module_minutes": 15,
        "best_practice": (
            "Ved Kalkhaugen ungdomsskole prøvde lærerne selv å levere som elever før de "
            "tok oppgaver i bruk. Da oppdaget de at instruksjonene måtte kortes ned til "
            "tre punkter."
        ),
        "minutes": 60,
    },
    {
        "title": "Tilbakemelding som fører læringen videre",
        "dimension": "pedagogical",
        "purpose": (
            "Elevene får tilbakemelding underveis som de faktisk rekker å bruke før "
            "arbeidet er ferdig."
        ),
        "technical_goal": (
            "Læreren kan gi skriftlig og muntlig tilbakemelding i oppgaven og sende den "
            "tilbake til bearbeiding."
        ),
        "guide": (
            "Les tre tilbakemeldinger: Hvilken hjelper eleven videre?\n"
            "Skriv om én tilbakemelding til et spørsmål og et neste steg.\n"
            "Prøv muntlig tilbakemelding på ett minutt.\n"
            "Avtal når elevene får tid til å bearbeide."
        ),
        "module_title": "Underveisvurdering i plattformen",
        "module_minutes": 18,
        "best_practice": (
            "Norsklærerne ved Trostkollen skole ga halvparten så mange kommentarer, men "
            "satte av en hel time til bearbeiding. Elevene spurte mer, og utkast nummer to "
            "ble merkbart bedre."
        ),
        "minutes": 75,
    },
    {
        "title": "Vurderingskriterier elevene forstår",
        "dimension": "pedagogical",
        "purpose": (
            "Elevene deltar i vurderingen av eget arbeid fordi kriteriene er laget sammen med dem."
        ),
        "technical_goal": "Læreren kan lage, gjenbruke og dele et vurderingsskjema i en oppgave.",
        "guide": (
            "Sorter kriterier: Hva kan en elev ha nytte av?\n"
            "Skriv om to kriterier til elevspråk.\n"
            "Legg dem inn i et vurderingsskjema.\n"
            "Planlegg hvordan elevene skal være med på å lage neste skjema."
        ),
        "module_title": "Vurderingsskjema steg for steg",
        "module_minutes": 15,
        "best_practice": (
            "På Heirelia skole lagde 7. trinn kriteriene selv ut fra to eksempeltekster. "
            "Læreren la dem inn i et skjema samme dag, og klassen brukte det til "
            "egenvurdering."
        ),
        "minutes": 60,
    },
    {
        "title": "Klassens digitale arbeidsbok",
        "dimension": "both",
        "purpose": (
            "Elevene samler arbeidet sitt på ett sted og kan se sin egen utvikling over tid."
        ),
        "technical_goal": (
            "Læreren kan sette opp en arbeidsbok med fellesområde, samarbeidsområde og "
            "private elevområder."
        ),
        "guide": (
            "Vis en arbeidsbok fra både lærer- og elevside.\n"
            "Sett opp inndelinger for ett fag.\n"
            "Del ut én side til alle elever.\n"
            "Drøft hva som fortsatt bør gjøres på papir."
        ),
        "module_title": "Arbeidsbok for klassen",
        "module_minutes": 20,
        "best_practice": (
            "Bregnedalen skole begynte med bare ett fag på mellomtrinnet. Etter åtte uker "
            "valgte elevene ut tre sider de ville vise fram på utviklingssamtalen."
        ),
        "minutes": 75,
    },
    {
        "title": "Universell utforming og lesestøtte",
        "dimension": "both",
        "purpose": (
            "Flere elever kan delta i det samme faglige arbeidet når støtten er "
            "tilgjengelig for alle."
        ),
        "technical_goal": (
            "Deltakerne kan bruke opplesing, diktering, oversettelse og tilgjengelighetskontroll."
        ),
        "guide": (
            "Prøv opplesing av en tekst fra eget fag.\n"
            "Dikter en kort tekst og rett den etterpå.\n"
            "Kjør tilgjengelighetskontroll på et av dine egne ark.\n"
            "Avtal hvordan støtten vises fram for hele klassen."
        ),
        "module_title": "Opplesing, diktering og tilgjengelighet",
        "module_minutes": 15,
        "best_practice": (
            "Kløversletta skole viste lesestøtten til alle elever samtidig, ikke bare til "
            "noen få. Da ble det vanlig å bruke den, og ingen trengte å føle seg utpekt."
        ),
        "minutes": 60,
    },
    {
        "title": "Samarbeid mellom skole og hjem",
        "dimension": "pedagogical",
        "purpose": (
            "Foresatte får tydelig og lik informasjon, og dialogen handler mer om læring "
            "enn om beskjeder."
        ),
        "technical_goal": (
            "Ansatte kan sende ukeinformasjon, kalle inn til samtaler og velge riktig "
            "kanal for ulike typer informasjon."
        ),
        "guide": (
            "Sorter ti beskjeder: Hvilken kanal hører de hjemme i?\n"
            "Skriv om en ukebeskjed til klart språk.\n"
            "Sett opp tider for utviklingssamtaler.\n"
            "Avtal hva som aldri skal sendes i plattformen."
        ),
        "module_title": "Trygg kommunikasjon med hjemmet",
        "module_minutes": 12,
        "best_practice": (
            "Tranetoppen skole gikk over til én fast ukebeskjed med tre faste "
            "overskrifter. Antallet spørsmål til kontoret gikk ned, særlig på fredager."
        ),
        "minutes": 45,
    },
    {
        "title": "Personvern og trygg deling i hverdagen",
        "dimension": "both",
        "purpose": (
            "Elevene møter voksne som tar vare på opplysningene deres og er gode digitale "
            "forbilder."
        ),
        "technical_goal": (
            "Deltakerne kan kontrollere hvem som har tilgang, rydde i delinger og melde avvik."
        ),
        "guide": (
            "Gå gjennom tre korte hendelser fra en vanlig skoledag.\n"
            "Sjekk tilgangen på fem av dine egne filer.\n"
            "Fjern minst én deling som ikke trengs lenger.\n"
            "Finn fram til hvor et avvik meldes."
        ),
        "module_title": "Tilganger, deling og avvik",
        "module_minutes": 20,
        "best_practice": (
            "Skiferkollen ungdomsskole har en fast ryddetime før høstferien og før "
            "sommeren. Ledelsen rydder sammen med resten av kollegiet, og ingen får kjeft "
            "for det de finner."
        ),
        "minutes": 60,
    },
    {
        "title": "Lese læringsdata med et kritisk blikk",
        "dimension": "pedagogical",
        "purpose": (
            "Lærerne bruker data til å stille bedre spørsmål om undervisningen, ikke til å "
            "rangere elever."
        ),
        "technical_goal": (
            "Deltakerne finner oversikten over aktivitet og innleveringer og kan filtrere "
            "på klasse og periode."
        ),
        "guide": (
            "Se på et anonymt eksempel: Hva vet vi, og hva gjetter vi?\n"
            "Finn oversikten for en av dine egne klasser.\n"
            "Formuler ett spørsmål som dataene ikke kan svare på.\n"
            "Avtal hvem i kollegiet som ser på hva, og hvorfor."
        ),
        "module_title": "Oversikter og læringsdata",
        "module_minutes": 18,
        "best_practice": (
            "På Vipebakken skole begynner lærerne alltid med å skrive ned hva de tror før "
            "de åpner oversikten. Forskjellen mellom antakelse og tall gir de beste "
            "samtalene."
        ),
        "minutes": 75,
    },
    {
        "title": "Fra data til tiltak i trinnteamet",
        "dimension": "pedagogical",
        "purpose": (
            "Trinnteamet velger ett tiltak sammen, prøver det ut og vurderer om det hjalp elevene."
        ),
        "technical_goal": (
            "Teamet kan hente ut en oversikt, feste den i kanalen og følge opp tiltaket i "
            "en felles oppgaveliste."
        ),
        "guide": (
            "Velg ett mønster dere er nysgjerrige på.\n"
            "Bli enige om ett lite tiltak for tre uker.\n"
            "Legg tiltak, ansvar og dato i oppgavelisten.\n"
            "Skriv ned hva dere vil se etter i timene.\n"
            "Sett av tid til å vurdere tiltaket sammen."
        ),
        "module_title": "Fra oversikt til tiltak",
        "module_minutes": 15,
        "best_practice": (
            "Gaupemyra skole så at mange leverte sent på mandager og flyttet fristen til "
            "onsdag. Det var et enkelt tiltak, men teamet hadde aldri sett mønsteret uten "
            "å sitte sammen."
        ),
        "minutes": 60,
    },
    {
        "title": "KI for lærere: planlegge og differensiere",
        "dimension": "both",
        "purpose": (
            "Lærerne bruker KI til å variere oppgaver og språk, og kvalitetssikrer alltid "
            "resultatet faglig."
        ),
        "technical_goal": (
            "Deltakerne kan bruke kommunens godkjente KI-verktøy til å lage og tilpasse et "
            "undervisningsopplegg."
        ),
        "guide": (
            "Minn om at personopplysninger aldri skal inn i verktøyet.\n"
            "Lag en oppgave i tre nivåer ut fra samme kompetansemål.\n"
            "Let etter faglige feil to og to.\n"
            "Del én instruks som fungerte godt, og én som ikke gjorde det."
        ),
        "module_title": "KI i planleggingen",
        "module_minutes": 20,
        "best_practice": (
            "Realfagslærerne ved Storgranåsen ungdomsskole leter alltid etter minst én "
            "feil i KI-teksten før de bruker den. Etter hvert tok de øvelsen med inn i "
            "klasserommet."
        ),
        "minutes": 90,
    },
    {
        "title": "KI i klasserommet: regler og samtaler",
        "dimension": "pedagogical",
        "purpose": (
            "Elevene lærer når KI hjelper læringen, når den hindrer den, og hvordan de "
            "gjør rede for bruken."
        ),
        "technical_goal": (
            "Deltakerne kan merke oppgaver med tillatt KI-bruk og legge ved skolens retningslinjer."
        ),
        "guide": (
            "Ta stilling: Er dette hjelp, snarvei eller juks?\n"
            "Lag et trafikklys for KI-bruk i eget fag.\n"
            "Merk to av dine egne oppgaver med rødt, gult eller grønt.\n"
            "Planlegg en samtale med klassen."
        ),
        "module_title": "Elevene og KI",
        "module_minutes": 18,
        "best_practice": (
            "På Sivstranda ungdomsskole lagde elevrådet og lærerne et felles trafikklys "
            "for KI-bruk. Det henger i alle klasserom og ligger øverst i hver oppgave."
        ),
        "minutes": 75,
    },
    {
        "title": "Veien videre: fra prosjekt til praksis",
        "dimension": "both",
        "purpose": (
            "Skolen bestemmer hva som skal bli fast praksis, og hvordan nye kolleger blir "
            "tatt inn i den."
        ),
        "technical_goal": (
            "Skolen har en oppdatert startpakke, en ansvarsliste og en plan for opplæring "
            "av nyansatte."
        ),
        "guide": (
            "Se tilbake: Hva gjør vi annerledes nå?\n"
            "Velg tre ting å beholde og én å slutte med.\n"
            "Lag en startpakke for nyansatte.\n"
            "Fordel ansvar og datoer for neste skoleår."
        ),
        "module_title": "Oppsummering og startpakke",
        "module_minutes": 8,
        "best_practice": (
            "Beverlia skole lar årets nyansatte oppdatere startpakken mens de fortsatt "
            "husker hva som var vanskelig. Pakken er på to sider og brukes ved hver "
            "nyansettelse."
        ),
        "minutes": 30,
    },
)
