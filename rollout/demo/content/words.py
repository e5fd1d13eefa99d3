"""What the demo's people write, and its programmes."""

REFLECTIONS: tuple[str, ...] = (
    "Gikk bedre enn jeg fryktet. Alle kom seg inn, og to kolleger ble igjen for å spørre om mer.",
    "Vi brukte for lang tid på pålogging. Neste gang ber jeg alle teste passordet dagen før.",
    "God stemning og mange spørsmål. Det beste var da trinnene begynte å hjelpe hverandre.",
    "Litt stort sprik i rommet: Noen var ferdige på fem minutter, andre trengte hele økten.",
    "Jeg snakket for mye og de fikk prøve for lite. Halverer innledningen neste gang.",
    "Nettet falt ut midt i, men vi tok diskusjonen på papir og rakk det meste likevel.",
    "Kollegiet ville helst snakke om vurdering, og det var egentlig en mye viktigere samtale.",
    "Fungerte veldig godt å bruke våre egne årsplaner som eksempel i stedet for testfilene.",
    "Skepsis i starten, men den slapp da de så hvor raskt de fant igjen gamle opplegg.",
    "Spesialpedagogene hadde de beste innspillene i dag. De burde holde en egen økt.",
    "Vi rakk ikke siste del. Den tar vi på trinnmøtet i neste uke.",
    "Jeg var nervøs på forhånd, men det hjalp å være to som holdt økten sammen.",
    "Mange etterlyser en kort huskeliste. Jeg lager en og henger den på arbeidsrommet.",
    "Tidspunktet var dårlig, rett før karakterfristen. Folk var slitne.",
    "Fint at rektor deltok fra start til slutt. Det ga tydelig signal om at dette er viktig.",
    "Overraskende mange visste ikke at man kan hente tilbake gamle versjoner. Stor jubel!",
    "Elevperspektivet var en øyeåpner. Vi så med en gang at oppgavene våre er for lange.",
    "SFO-ansatte følte ikke at dette var for dem. Vi må finne eksempler fra deres hverdag.",
    "Rolig og grei økt. Ingen store aha-opplevelser, men alle fikk gjort det de skulle.",
    "Diskusjonen om KI ble lang og litt opphetet, på en god måte.",
    "Jeg kunne ikke svare på alle spørsmålene om tilganger. Tar det med til neste samling.",
    "Parvis arbeid er gull verdt. De som aldri spør i plenum, spurte sidemannen.",
    "Tre av nettbrettene var ikke oppdatert, så noen måtte se på. Melder fra til IKT.",
    "Småskolelærerne syntes opplegget passet best for eldre elever, og det har de litt rett i.",
    "Vi avsluttet med at alle skrev ned én ting de skal prøve. Det skal vi følge opp.",
    "Kort økt, men effektiv. Tretti minutter var faktisk nok.",
    "Noen savner den gamle løsningen. Jeg tror de trenger mer tid, ikke flere kurs.",
    "Første gang jeg opplevde at kollegene ba om en økt til!",
    "Vi burde ha avklart begrepene først. Team, kanal og gruppe ble blandet hele veien.",
    "Det nyttet å vise feilene mine. Da turte flere å prøve selv.",
    "Bare halve personalet var til stede på grunn av leirskole. Gjentar økten om to uker.",
    "Fagsamtalen satt løst i dag, det ble mest knapper. Vil starte med målet neste gang.",
    "Elevene på 6. trinn hadde allerede vist læreren sin hvordan dette virker. Herlig!",
    "Læringsdata vekket en del uro. Bra at vi hadde tid til å snakke om hva de ikke sier.",
    "Jeg merker at gjentakelse virker: Det vi tok opp forrige gang, satt nå hos de fleste.",
    "Lyden i aulaen er håpløs. Vi bruker biblioteket neste gang.",
    "Fikk gode spørsmål om personvern som vi ikke hadde tenkt på. Har skrevet dem ned.",
    "Timen etter prøvde en kollega opplegget i klassen sin og kom strålende tilbake.",
    "Litt tamt i dag. Tror vi trenger en ny form og ikke bare nytt innhold.",
    "Vi kom i mål, og jeg gleder meg faktisk til neste.",
)

ADAPTATIONS: tuple[str, ...] = (
    "Delte økten i to korte bolker på 20 minutter, én for småskolen og én for mellomtrinnet.",
    "Byttet ut eksempelfilene med våre egne årsplaner.",
    "Tok bort den tekniske gjennomgangen, for alle kunne den fra før.",
    "La til en øvelse for assistenter og SFO-ansatte.",
    "Brukte nettbrett i stedet for PC, og lagde nye skjermbilder.",
    "Kjørte økten som stasjoner med fire ulike oppgaver.",
    "Slo sammen to økter fordi vi mistet en fellestid.",
    "Begynte med praksisfortellinger fra to av våre egne lærere.",
    "Lagde en ekstra utfordring til dem som blir fort ferdige.",
    "La vekt på samarbeidet med foresatte, siden det er skolens satsingsområde i år.",
    "Kuttet modulen i plenum fordi alle hadde sett den på forhånd.",
    "Forenklet språket i guiden og la til en ordliste.",
    "Koblet temaet til utviklingsplanen vår og den pågående satsingen på lesing.",
    "Gjennomførte økten digitalt for avdelingen på øya.",
    "Lot to elever fra elevrådet vise hvordan de bruker løsningen.",
)

ABSENCE_REASONS: tuple[str, ...] = (
    "Fikk ikke vikar",
    "Kolliderte med foreldremøte",
    "Leirskole med klassen",
    "Eksamensvakt",
    "Permisjon",
    "Kolliderte med ekskursjon",
    "Forsinket ferge",
    "Møte i skolens ledergruppe",
    "Stengt vei på grunn av uvær",
    "Opptatt med annet kurs",
)

PROGRAMME: dict[str, str] = {
    "name": "Sammen om læring",
    "tool": "Fellesrommet",
    "goal": (
        "Alle lærere i kommunen skal bruke Fellesrommet til å planlegge, vurdere og "
        "samarbeide på en måte som styrker elevenes læring. Hver skole skal ha egne "
        "superbrukere som kan drive opplæringen videre når prosjektperioden er over."
    ),
}

PROGRAMME_2: dict[str, str] = {
    "name": "Pilot: Lesesporet",
    "tool": "Lesesporet",
    "goal": (
        "Fire skoler prøver ut Lesesporet på 2.–4. trinn for å finne ut om tettere "
        "oppfølging av leseutviklingen gir bedre tilpasset opplæring. Erfaringene skal "
        "gi kommunen grunnlag for å avgjøre om verktøyet skal innføres på alle "
        "barneskoler."
    ),
}

SURVEY: dict[str, str] = {
    "title": "Hvordan er det å jobbe slik?",
    "choice": "Hva ville hjulpet deg mest?",
    "choices": (
        "Mer tid i fellestiden\nEn kollega å spørre\nFlere eksempler fra mitt fag\n"
        "Utstyr som virker"
    ),
    "text": "Hva er det viktigste vi bør endre?",
}
SURVEY_OPEN: dict[str, str] = {
    "title": "Midtveis: Virker opplegget hos deg?",
    "choice": "Hva vil du ha mer av?",
    "choices": "Korte økter\nØkter på trinnet\nModuler jeg kan ta selv\nBesøk i klasserommet",
    "text": "Hva skal vi slutte med?",
}
SURVEY_TEXTS: tuple[str, ...] = (
    "Bedre nett i paviljongen.",
    "Ett verktøy om gangen, ikke tre.",
    "Flere eksempler fra musikk og kroppsøving.",
    "Gi oss tid til å prøve før neste tema kommer.",
    "La superbrukerne få mer tid. De løper mellom alle.",
    "Mindre teori og mer prøving.",
    "Opplegget er bra, men det må passe for assistentene også.",
    "Si tidligere hva neste økt handler om.",
)

ADAPTED_BECAUSE: tuple[str, ...] = (
    "Småskolen og mellomtrinnet trenger ulike eksempler.",
    "Det blir mer ekte når det er våre egne planer.",
    "Vi hadde bare en halvtime igjen av fellestiden.",
    "Assistentene har ikke egen PC.",
    "Mange hadde gjort dette på høstens kurs.",
    "Vi ville at flere skulle få prøve selv.",
)

WORKED: tuple[str, ...] = (
    "Å jobbe to og to ved samme skjerm.",
    "At vi begynte med et eksempel fra 3. trinn.",
    "Alle laget noe de kan bruke i neste uke.",
    "Korte forklaringer, og mye tid til å prøve.",
    "At rektor deltok og stilte spørsmål.",
    "Å vise hvordan en feil rettes, ikke bare hvordan det går når alt går bra.",
)

# What stopped a session, who can solve it, and the answer where somebody has seen to it.
STOPPED: tuple[tuple[str, str, str], ...] = (
    (
        "Nettet i biblioteket falt ut da alle logget på.",
        "it_coordinator",
        "Nytt trådløspunkt er bestilt og settes opp i uken etter høstferien.",
    ),
    (
        "Fem assistenter mangler brukerkonto.",
        "it_coordinator",
        "Kontoene er laget. Si fra om noen mangler.",
    ),
    (
        "Fellestiden ble brukt til karaktermøte.",
        "principal",
        "De to neste fellestidene er satt av til dere.",
    ),
    ("Vi har ikke projektor i personalrommet.", "principal", "Vi flytter øktene til musikkrommet."),
    (
        "Vi rekker ikke to pakker på én måned.",
        "project_lead",
        "Neste pakke er flyttet til etter nyttår.",
    ),
    (
        "Vi er usikre på hva elevene kan dele i fellesrommet.",
        "facilitator",
        "Jeg tar det opp på neste samling.",
    ),
)

HELP_WANTED: tuple[tuple[str, str], ...] = (
    (
        "Et eksempel som passer for 1. og 2. trinn.",
        "Jeg tar med to eksempler fra en annen skole på samlingen.",
    ),
    (
        "Noen som kan være med første gang vi holder økten om vurdering.",
        "Jeg kommer til dere. Vi avtaler dag på telefon.",
    ),
    ("Hvordan får vi med dem som helst vil slippe?", "Det snakker vi om i smågrupper neste gang."),
)

CANCELLED_BECAUSE: tuple[str, ...] = (
    "Fellestiden gikk med til foreldremøte.",
    "Begge superbrukerne var syke.",
)

NEWCOMERS: tuple[str, ...] = (
    "Ylva Tangstad",
    "Jonas Kvernmo",
    "Birgitta Aasland",
    "Eirin Skogvold",
)
