"""Invented people and places."""

# fmt: off
FIRST_NAMES: tuple[str, ...] = (
    "Steinar", "Marit", "Arne", "Fatima", "Geir", "Jonas", "Torbjørn", "Kristin", "Kari", "Eline",
    "Per", "Fredrik", "Liv", "Amina", "Turid", "Eirik", "Ole", "Samira", "Anna", "Even", "Gro",
    "Asbjørn", "Aisha", "Hassan", "Ida", "Harald", "Filip", "Siri", "Katarzyna", "Daniel", "Jakob",
    "Knut", "Petter", "Rune", "Ingrid", "Máret", "Nora", "Julie", "Vilde", "Aksel", "Inger", "Erik",
    "Vegard", "Silje", "Linda", "Sigrid", "Anne", "Einar", "Trine", "Elle", "Olivia", "Frida",
    "Ibrahim", "Trond", "Mathias", "Selma", "Emma", "Emilie", "Elin", "Berit", "Minh", "Ane",
    "Hanne", "Thea", "Henrik", "Oliver", "Sara", "Hedda", "Camilla", "Biret", "Frode", "Leah",
    "Kristian", "Terje", "Sander", "Hilde", "Yasmin", "Sindre", "Monica", "Áilu", "Guro", "Randi",
    "Bjørn", "Karoline", "Martin", "Magnus", "Ragnhild", "Gunnar", "Jørgen", "Lucas", "Line",
    "Linh", "Lars", "Mari", "Svein", "Priya", "Solveig", "William", "Ánte", "Sofie", "Amalie",
    "Åse", "Tuva", "Benedicte", "Tobias", "Tor", "Stian", "Oda", "Therese", "Kjell", "Morten",
    "Agnieszka", "Thomas", "Espen", "Håkon", "Mehmet", "Heidi", "Simen", "Roar", "Mohammed", "Ali",
    "Omar", "Maja", "Andreas", "Ristin", "Anders", "Marte", "Dmytro", "Olena", "Jan", "Yusuf",
    "Piotr", "Tone", "Odd", "Selam", "Leyla", "Mathilde", "Emil", "Oskar", "Niillas", "Ella",
    "Astrid", "Mikkel", "Øyvind", "Bjørg", "Marek", "Noah",
)
# fmt: on

# fmt: off
LAST_NAMES: tuple[str, ...] = (
    "Jakobsen", "Moe", "Kaya", "Danielsen", "Næss", "Gaup", "Børresen", "Dahl", "Jørgensen",
    "Arnesen", "Nowak", "Haugland", "Myklebust", "Bøe", "Pettersen", "Tesfay", "Mikkelsen",
    "Svendsen", "Wójcik", "Nilsen", "Fossum", "Christensen", "Johansen", "Thorsen", "Tollefsen",
    "Sivertsen", "Hauge", "Thomassen", "Grønli", "Kristiansen", "Ellingsen", "Yilmaz", "Magga",
    "Khan", "Strøm", "Somby", "Haugen", "Berge", "Birkeland", "Mohamed", "Rustad", "Engen",
    "Hansen", "Skaar", "Karlsen", "Utsi", "Olsen", "Fredriksen", "Bakken", "Lien", "Aas", "Myhre",
    "Rønning", "Buljo", "Strand", "Andreassen", "Andresen", "Holm", "Sunde", "Jacobsen", "Moen",
    "Jensen", "Kristoffersen", "Lunde", "Ruud", "Isaksen", "Paulsen", "Aune", "Eira", "Sørensen",
    "Sandvik", "Andersen", "Tran", "Aasen", "Kvam", "Evensen", "Torgersen", "Gundersen", "Solheim",
    "Johnsen", "Halvorsen", "Knudsen", "Sharma", "Rasmussen", "Brekke", "Brandvold", "Hovland",
    "Eriksen", "Wold", "Nielsen", "Jenssen", "Hætta", "Nguyen", "Solberg", "Singh", "Ødegård",
    "Iversen", "Simonsen", "Lie", "Johannessen", "Hermansen", "Eliassen", "Haug", "Larsen", "Vik",
    "Berg", "Kristensen", "Sande", "Ahmed", "Knutsen", "Shevchenko", "Skogen", "Kowalska", "Nordby",
    "Bongo", "Lund", "Nygård", "Henriksen", "Amundsen", "Gulbrandsen", "Edvardsen", "Mathisen",
    "Sæther", "Hosseini", "Eide", "Bakke", "Hussain", "Pham", "Haile", "Rahimi", "Warsame",
    "Antonsen", "Petrauskas", "Tveit", "Balto", "Tangen", "Hagen", "Martinsen", "Helland",
    "Pedersen", "Ali",
)
# fmt: on

# The first one is the main demo municipality.
MUNICIPALITIES: tuple[str, ...] = (
    "Solvika",
    "Granfjord",
    "Elvesund",
    "Furuhavn",
    "Tindevik",
    "Myrheim",
    "Lyngholmen",
    "Bjørkefjord",
    "Skarvsund",
    "Kvitvassdal",
    "Nordlivang",
    "Rypefjell",
)

# The first 16 stems are the schools quoted in KITS, in order.
# fmt: off
SCHOOL_STEMS: tuple[str, ...] = (
    "Ringduehaugen", "Hasseltunet", "Multetoppen", "Oterbakken", "Kalkhaugen", "Trostkollen",
    "Heirelia", "Bregnedalen", "Kløversletta", "Tranetoppen", "Skiferkollen", "Vipebakken",
    "Gaupemyra", "Storgranåsen", "Sivstranda", "Beverlia", "Naustneset", "Teistvika",
    "Sommersletta", "Erlestranda", "Vipesletta", "Vesleelvmoen", "Rundtjernåsen", "Hvitveiskollen",
    "Blåklokkelunden", "Kvernstranda", "Heggeholmen", "Nypemoen", "Elgemoen", "Gullrismoen",
    "Ærfuglholmen", "Rundtjernkollen", "Trostbakken", "Gammelsagholmen", "Rognemyra", "Orreholmen",
    "Rypeholmen", "Morgensletta", "Ospetoppen", "Tranetunet", "Kvitsteinsletta", "Ospeåsen",
    "Rundtjernhaugen", "Erlemoen", "Nypelia", "Blåklokkeholmen", "Multemyra", "Langvasstunet",
    "Skifermyra", "Tiurenga", "Ringduekollen", "Olderlunden", "Nypelunden", "Myrulltunet",
    "Kløvervika", "Sivkollen", "Humlekollen", "Lyngbakken", "Tiurtoppen", "Røsslyngneset",
    "Havretunet", "Einerdalen", "Starrstranda", "Bregneåsen", "Ringduelia", "Langvasskollen",
    "Beversletta", "Multelunden", "Tyttekollen", "Lunekollen", "Kvitsteinhaugen", "Teiststranda",
    "Mårmyra", "Tjærebakken", "Ærfuglvika", "Stølsåsen", "Vesleelvtoppen", "Humlesletta",
    "Stærsletta", "Ærfugltunet", "Tyrineset", "Rypelunden", "Multeholmen", "Naustvika",
    "Røyskattlia", "Stølsdalen", "Nypeholmen", "Smylemyra", "Elgeholmen", "Gammelsagtoppen",
    "Einermyra", "Vipekollen", "Lunehaugen", "Gaupevika", "Hasselneset", "Naustholmen",
    "Kvernholmen", "Skiferhaugen", "Rognevika", "Morgenmyra", "Ærfuglstranda", "Storgranholmen",
    "Tyttelia", "Heirekollen", "Gaupelunden", "Ekorntoppen", "Humlevika", "Rognetoppen",
    "Stærhaugen", "Sivsletta", "Lunevika", "Hasselhaugen", "Rundtjernbakken", "Hasselkollen",
    "Otertunet", "Traneåsen", "Smylehaugen", "Rogneholmen", "Oterstranda", "Starrneset",
    "Oterhaugen", "Starråsen", "Gullrisenga", "Tjæresletta", "Stærbakken", "Svalestranda",
    "Sivbakken", "Hasselsletta", "Erlelia", "Vipehaugen", "Vipevika", "Langvassåsen", "Rypestranda",
    "Langvassenga", "Havrelia", "Kløverkollen", "Lyngenga", "Skifervika", "Gullristoppen",
    "Røsslyngtunet", "Hvitveisvika", "Starrenga", "Heiresletta", "Nypetoppen", "Sommerenga",
    "Rypelia", "Mårtunet", "Kalkmyra", "Kvitsteinlia", "Ekornlunden", "Stølsneset", "Hvitveistunet",
    "Røsslyngmyra", "Olderlia", "Teisthaugen", "Smylevika", "Svaleneset", "Spovevika",
    "Beverbakken", "Havreåsen", "Trostsletta", "Gaupelia", "Vesleelvholmen", "Orreneset",
    "Rundtjernenga", "Oterenga", "Røyskattneset", "Lomholmen", "Hvitveisbakken", "Trostmyra",
    "Svaleholmen", "Svaledalen", "Mårvika", "Einervika", "Heirebakken", "Sivhaugen", "Kløverbakken",
    "Ekornåsen", "Gammelsaglunden", "Tyttebakken", "Lyngsletta", "Spovemyra", "Elgestranda",
    "Myrullenga", "Spovelunden", "Svalelunden", "Orreåsen", "Heirehaugen", "Røyskattenga",
    "Morgenvika", "Tranedalen", "Kvitsteinåsen", "Kvitsteinkollen", "Havremoen", "Kvernenga",
    "Orrelunden", "Blåklokkeåsen", "Seljevika", "Tjærehaugen", "Lunesletta", "Langvassbakken",
    "Multevika", "Spoveholmen", "Ringduesletta", "Tjæremoen", "Tjærekollen", "Lunebakken",
    "Heggetoppen", "Gammelsagenga", "Havrestranda", "Rognelunden", "Lomtunet", "Kalkvika",
    "Tyrihaugen", "Ekornholmen", "Ærfuglhaugen", "Lyngkollen", "Beverkollen", "Skiferbakken",
    "Gullrisholmen", "Seljemyra", "Tyttesletta", "Orrelia", "Storgrantoppen", "Stærmoen",
    "Spovelia", "Kalkbakken", "Nausthaugen", "Mårneset", "Bregnetoppen", "Oldertoppen",
    "Smylesletta", "Lomvika", "Ringduebakken", "Myrullvika", "Blåklokkedalen", "Storgrantunet",
    "Tiurholmen", "Erletoppen", "Elgelunden", "Bregnestranda", "Kvernlunden", "Traneneset",
    "Teistneset", "Sommerbakken", "Nauststranda", "Myrullkollen", "Kalksletta", "Starrdalen",
    "Tyttevika", "Seljelia", "Heggelunden", "Seljetunet", "Troststranda", "Stølslunden",
    "Sommermoen", "Erleholmen", "Sommerkollen", "Humlelia", "Gullrislunden", "Hvitveisneset",
    "Ospetunet", "Vesleelvenga", "Kløvermyra", "Ekorndalen", "Heggemoen", "Tiurlunden", "Heggeåsen",
    "Storgranlunden", "Stølsmoen", "Tyribakken", "Vesleelvlunden", "Bregnemoen", "Rypemoen",
    "Oldervika", "Gaupeholmen", "Ospemoen", "Lomhaugen", "Einerneset", "Elgelia", "Smylebakken",
    "Eineråsen", "Røyskattåsen", "Røsslyngvika", "Kverntoppen", "Tyrisletta", "Røyskattdalen",
    "Måråsen", "Lynglia", "Seljesletta", "Beverhaugen", "Blåklokkeneset", "Ospeneset", "Stærkollen",
    "Røsslyngåsen", "Gammelsagmoen", "Tyrikollen", "Oldermyra", "Lomstranda", "Tiurmoen",
)
# fmt: on

# fmt: off
STREETS: tuple[str, ...] = (
    "Fiskebrygga", "Klokkerstien", "Meierigata", "Sagbruksveien", "Rådhusallmenningen", "Tjæregata",
    "Lindealleen", "Skolebakken", "Kvernhusveien", "Naustgata", "Høstveien", "Rugåkeren",
    "Stasjonstunet", "Eplehagen", "Notveien", "Gamle Prestevei", "Havnesvingen", "Telegrafgata",
    "Svaneringen", "Smedsmauet", "Bakerigangen", "Kornmagasinveien", "Bjerkealleen", "Losgata",
    "Ullspinneriveien", "Trekantveien", "Fyrlyktveien", "Oreveien", "Teglverksgata",
    "Vindmølleveien",
)
# fmt: on

# Name, address, seats, and how many kilometres east and north of the municipality's middle.
VENUES: tuple[tuple[str, str, int, float, float], ...] = (
    ("Solvika rådhus, kommunestyresalen", "Rådhusallmenningen 1", 80, 0.3, 0.2),
    ("Meieriet kurs- og møtesenter", "Meierigata 14", 120, 5.5, -2.0),
    ("Solvika bibliotek, Store sal", "Fiskebrygga 6", 60, -1.2, 0.8),
    ("Teglverket kulturhus", "Teglverksgata 22", 200, -6.5, 4.0),
)

# Where facilitators set out from, in kilometres east and north of the middle.
STARTING_PLACES: tuple[tuple[str, float, float], ...] = (
    ("Kontoret i Solvika sentrum", 0.5, -0.4),
    ("Granfjord stasjon", 21.0, 9.0),
)

# Days ahead, further days, and why.
DAYS_AWAY: tuple[tuple[int, int, str], ...] = (
    (12, 1, "Kurs"),
    (47, 4, "Ferie"),
    (96, 0, "Møte i partnerskapet"),
)

# A school's own closed days of the spring: kind, name, month, day.
SCHOOLS_OWN_DAYS: tuple[tuple[str, str, int, int], ...] = (
    ("planning", "Kursdag for alle ansatte", 2, 3),
    ("exam", "Heldagsprøve i norsk", 4, 21),
    ("break", "Elevfri, studiebesøk", 5, 11),
)
