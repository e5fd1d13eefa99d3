"""What is searched for and found, the same in Python, in the database and in the browser."""

PLAIN = [
    ("Ánte", "ante"),
    ("Øystein Sørbø", "oystein sorbo"),
    ("ÆRFUGL Næss", "aerfugl naess"),
    ("Ærlig Åse", "aerlig ase"),
    ("A\u030ase", "ase"),
    ("Čorgaš Đoŋŋe Ŧuollu", "corgas donne tuollu"),
    ("Wójcik-Łuczak", "wojcik-luczak"),
    ("Nguyễn Thị Ngọc", "nguyen thi ngoc"),
    ("Þóra Guðrún", "thora gudrun"),
    ("Groß Müller Œuvre", "gross muller oeuvre"),
    ("İpek Işık", "ipek isik"),
    ("50 % på O’Neill", "50 % pa o’neill"),
]

# A name, and a search that finds it alone.
FOUND = [
    ("Ánte Somby", "ante"),
    ("Ante Somby", "Ánte"),
    ("Øystein Åsen", "oystein"),
    ("øystein åsen", "ØYSTEIN"),
    ("Bjørg Næss", "naess bj"),
    ("Đuro Łuczak", "luczak duro"),
]
