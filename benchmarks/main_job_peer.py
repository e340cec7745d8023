#!/usr/bin/env python3
"""The named peer of `cargo xtask bench main-job`: what an analyst with pandas and openpyxl would write.

    python3 benchmarks/main_job_peer.py FOLDER AS_OF

It answers the product's ten questions for a folder of the reference manufacturer, but knows every file, heading and
format beforehand, keeps no proof, reads no PDF reports, asks nothing, saves nothing, and has no "unknown": a missing
value counts as no. It is meant to be quick: only the columns needed, no row loops over the large files, each spelling
of a serial number normalised once. Prints one JSON line: {"hits": {trigger: count}, "read_s": ..., "total_s": ...}.
"""

import csv
import datetime
import json
import pathlib
import sys
import time

import numpy as np
import openpyxl
import pandas as pd

GERMAN_NUMBER = {"decimal": ",", "thousands": "."}
OPEN_END = 2**30  # an end that never comes, in days


def read_folder(folder):
    """All files as frames of text and numbers, only the columns needed."""

    def german(name, columns, encoding="utf-8-sig", **options):
        return pd.read_csv(folder / name, sep=";", encoding=encoding, usecols=list(columns), dtype=columns, **options)

    text = str
    return {
        "equipment": german(
            "erp/equipment.csv",
            dict.fromkeys(["Serialnummer", "Typ", "Baujahr", "Inbetriebnahme", "Garantie bis", "Status"], text),
            encoding="cp1252",
        ),
        "assets": pd.read_csv(
            folder / "crm/assets.csv",
            encoding="utf-8-sig",
            usecols=["Serial Number", "Product", "Install Date", "Usage Status"],
            dtype=text,
        ),
        "types": read_types(folder / "types"),
        "contracts": read_contracts(folder / "contracts"),
        "orders": german("orders/auftragspositionen.csv", {"Datum": text, "Maschine": text}, encoding="cp1252"),
        "visits": german(
            "service/einsaetze.csv",
            {"Datum": text, "Seriennummer": text, "Einsatzart": "category", "Betriebsstunden": float},
            **GERMAN_NUMBER,
        ),
        "events": german(
            "telemetry/fehlerprotokoll.csv",
            {"Zeitpunkt": text, "Maschine": text, "Fehlercode": "category", "Schwere": "category"},
        ),
        "counters": german(
            "telemetry/zaehlerstaende.csv",
            {"Zeitpunkt": text, "Seriennummer": text, "Betriebsstd. [h]": float, "Vibration [mm/s]": float},
            **GERMAN_NUMBER,
        ),
    }


def rows_below(rows, heading):
    """The rows below the first row that holds the heading, and the position of each heading in that row."""
    for row in rows:
        if heading in row:
            return {name: at for at, name in enumerate(row) if name is not None}, rows
    raise SystemExit(f"no row with the heading {heading!r}")


def sheets(folder):
    """The visible sheets of the folder's workbooks, or its CSV files, as iterators over rows."""
    for path in sorted(folder.iterdir()):
        if path.suffix == ".csv":
            with path.open(encoding="cp1252", newline="") as file:
                yield csv.reader(file, delimiter=";")
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible":
                    yield sheet.iter_rows(values_only=True)
            book.close()


def read_types(folder):
    columns = {
        "Typ": "type",
        "Wartungsintervall [h]": "interval",
        "Abkündigung am": "end_of_life",
        "Nachfolger": "successor",
        "Ersatzteile abgekündigt": "parts_discontinued",
        "Modernisierungspaket": "package",
        "Grenzwert Vibration [mm/s]": "vibration_limit",
        "Grenzwert Betriebsstunden [h]": "hours_limit",
    }
    found = []
    for rows in sheets(folder):
        at, rows = rows_below(rows, "Typ")
        wanted = [at[heading] for heading in columns]
        found += [[row[position] for position in wanted] for row in rows if row and row[at["Typ"]]]
    return pd.DataFrame(found, columns=list(columns.values()), dtype=object)


def read_contracts(folder):
    found = []
    for rows in sheets(folder):
        at, rows = rows_below(rows, "Beginn")
        wanted = [at[heading] for heading in ("Beginn", "Ende", next(name for name in at if name.startswith("Kündigungsfrist")))]
        wanted.append(next(place for name, place in at.items() if name.startswith("Serien")))
        # Blank rows and the total row have no beginning.
        found += [[row[place] for place in wanted] for row in rows if len(row) > max(wanted) and row[wanted[0]]]
    return pd.DataFrame(found, columns=["start", "end", "notice", "serial"], dtype=object)


def normalised(serials):
    """One key for every way of writing a serial number; each distinct spelling is worked on once."""
    codes, spellings = pd.factorize(serials)
    keys = (
        pd.Series(spellings, dtype="str")
        .str.upper()
        .str.replace(r"[^A-Z0-9]+", "", regex=True)
        .str.replace(r"^(?:SERNR|SN|NR)+", "", regex=True)
        .str.translate(str.maketrans("OI", "01"))
        .str.lstrip("0")
        .to_numpy(dtype=object)
    )
    return np.append(keys, "")[codes]  # a blank cell has code -1: the empty key


def type_key(names):
    return names.astype("str").str.upper().str.replace(r"[^A-Z0-9ÄÖÜ]+", "", regex=True)


def days(dates):
    """Days since 1970 as floats; NaN for no date."""
    dates = pd.to_datetime(pd.Series(dates)).to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(dates), np.nan, dates.astype(np.int64))


def each_once(parse):
    """Dates repeat: parses each distinct text once."""

    def wrapped(texts):
        codes, distinct = pd.factorize(texts)
        return np.append(parse(pd.Series(distinct, dtype="str")), np.nan)[codes]

    return wrapped


@each_once
def german_days(texts):
    """31.12.2026, 31.12.26, 2026-12-31, each with or without a time of day."""
    texts = texts.str.split(" ", n=1).str[0].str.split("T", n=1).str[0]
    full = pd.to_datetime(texts, format="%d.%m.%Y", errors="coerce")
    full = full.fillna(pd.to_datetime(texts, format="%d.%m.%y", errors="coerce"))
    return days(full.fillna(pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")))


def cell_days(cells):
    """Cells of a workbook: real dates, German text dates, 'unbefristet', blanks."""
    cells = pd.Series(cells, dtype=object)
    dates = cells.map(lambda cell: isinstance(cell, datetime.date) and not pd.isna(cell)).to_numpy(dtype=bool)
    found = np.full(len(cells), np.nan)
    found[dates] = days(cells[dates].astype("datetime64[s]"))
    found[~dates] = german_days(cells[~dates])
    found[cells.eq("unbefristet")] = OPEN_END
    return found


def german_numbers(cells):
    """Numbers of a workbook, or German text numbers of a CSV file."""
    cells = pd.Series(cells, dtype=object)
    if cells.map(lambda cell: isinstance(cell, str)).any():
        cells = cells.map(lambda cell: cell.replace(".", "").replace(",", ".") if isinstance(cell, str) else cell)
    return pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)


def filled(cells):
    return cells.notna() & cells.astype("str").str.strip().ne("")


class Base:
    """The installed base: one place a machine, and sums over machines."""

    def __init__(self, keys):
        self.index = pd.Index(keys)
        self.size = len(self.index)

    def places(self, serials):
        """The machine of each row; -1 for none."""
        codes, keys = pd.factorize(normalised(serials))
        return self.index.get_indexer(keys)[codes]

    def count(self, places):
        return np.bincount(places, minlength=self.size)

    def mean(self, places, values):
        given = ~np.isnan(values)
        counts = self.count(places[given])
        with np.errstate(invalid="ignore"):
            return np.bincount(places[given], weights=values[given], minlength=self.size) / counts

    def latest(self, places, dates, *values):
        """The row with the latest date of each machine: its values as columns by machine."""
        order = np.argsort(dates, kind="stable")
        found = []
        for column in (dates, *values):
            target = np.full(self.size, np.nan)
            target[places[order]] = column[order]  # of several rows the last one stays
            found.append(target)
        return found


def calendar_before(day, months):
    """The day so many calendar months earlier; the end of February stays in February."""
    date = pd.Timestamp(day, unit="D") - pd.DateOffset(months=months)
    return date.to_datetime64().astype("datetime64[D]").astype(np.int64)


def contracts_by_machine(base, contracts, today):
    """Whether a contract is active, the days left of cover with its renewals, the days left to give notice."""
    rows = pd.DataFrame(
        {
            "place": base.places(contracts["serial"]),
            "start": cell_days(contracts["start"]),
            "end": cell_days(contracts["end"]),
            "notice": german_numbers(contracts["notice"]),
        }
    )
    rows = rows[(rows["place"] >= 0) & rows["start"].notna() & rows["end"].notna()]
    place, start, end, notice = (rows[name].to_numpy() for name in ("place", "start", "end", "notice"))

    cover = np.full(base.size, -np.inf)
    now = (start <= today) & (today <= end)
    np.maximum.at(cover, place[now], end[now])
    active = cover >= today
    while True:
        renewing = active[place] & (start <= cover[place] + 1) & (end > cover[place])
        if not renewing.any():
            break
        np.maximum.at(cover, place[renewing], end[renewing])

    last = active[place] & (end == cover[place])
    days_left = np.where(active, cover - today, np.nan)
    last_notice, last_start = np.full((2, base.size), np.nan)
    last_notice[place[last]] = notice[last]
    last_start[place[last]] = start[last]

    notice_left = days_left.copy()
    fixed = active & (cover < OPEN_END) & (cover - last_notice >= today)
    notice_left[fixed] = (cover - last_notice - today)[fixed]
    opened = np.flatnonzero(active & (cover >= OPEN_END) & ~np.isnan(last_notice))
    earliest = today + last_notice[opened]
    notice_left[opened] = next_anniversary(last_start[opened], earliest) - earliest
    return active, days_left, notice_left


def next_anniversary(starts, earliest):
    """The first anniversary of each start that is not before `earliest`."""
    start = pd.DatetimeIndex(starts.astype("datetime64[D]"))
    year = pd.DatetimeIndex(earliest.astype("datetime64[D]")).year.to_numpy()

    def in_year(years):
        leap = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
        day = np.where((start.month == 2) & (start.day == 29) & ~leap, 28, start.day)
        return days(pd.to_datetime({"year": years, "month": start.month, "day": day}))

    this = in_year(year)
    return np.where(this >= earliest, this, in_year(year + 1))


def decide(files, today):
    """The ten triggers as one boolean a machine."""
    equipment, assets = files["equipment"], files["assets"]
    equipment_keys, asset_keys = normalised(equipment["Serialnummer"]), normalised(assets["Serial Number"])
    base = Base(pd.unique(np.concatenate([equipment_keys, asset_keys])))

    def column(keys, values):
        """The values by machine, the first of a machine's rows that has one."""
        values = pd.Series(np.asarray(values), index=keys).dropna()
        return values[~values.index.duplicated()].reindex(base.index)

    retired = column(equipment_keys, equipment["Status"]).isin(["verschrottet", "verkauft"])
    retired = (retired | column(asset_keys, assets["Usage Status"]).eq("Obsolete")).to_numpy()
    commissioned = column(equipment_keys, german_days(equipment["Inbetriebnahme"]))
    commissioned = commissioned.fillna(column(asset_keys, german_days(assets["Install Date"])))
    built = column(equipment_keys, german_days("31.12." + equipment["Baujahr"]))
    installed = commissioned.fillna(built).to_numpy(dtype=float)
    warranty_end = column(equipment_keys, german_days(equipment["Garantie bis"])).to_numpy(dtype=float)

    types = files["types"].set_index(type_key(files["types"]["type"]))
    named = column(equipment_keys, equipment["Typ"]).fillna(column(asset_keys, assets["Product"]))
    type_place = types.index.get_indexer(type_key(named))

    def of_type(values, missing):
        return np.where(type_place >= 0, np.asarray(values)[type_place], missing)

    interval = of_type(german_numbers(types["interval"]), np.nan)
    vibration_limit = of_type(german_numbers(types["vibration_limit"]), np.nan)
    hours_limit = of_type(german_numbers(types["hours_limit"]), np.nan)
    discontinued = of_type(cell_days(types["end_of_life"]) <= today, False)
    discontinued |= of_type(types["parts_discontinued"].astype("str").str.strip().str.lower().eq("ja"), False)
    discontinued |= of_type(filled(types["successor"]), False)
    has_package = of_type(filled(types["package"]), False)

    active, days_left, notice_left = contracts_by_machine(base, files["contracts"], today)

    # Counters: one row a fortnight.
    counters = files["counters"]
    place, day = base.places(counters["Seriennummer"]), german_days(counters["Zeitpunkt"].str[:10])
    known = (place >= 0) & (day <= today)
    place, day = place[known], day[known]
    hours = counters["Betriebsstd. [h]"].to_numpy()[known]
    vibration = counters["Vibration [mm/s]"].to_numpy()[known]
    given = ~np.isnan(hours)
    _, hours_now = base.latest(place[given], day[given], hours[given])
    recent = given & (day > today - 90)
    newest, most = base.latest(place[recent], day[recent], hours[recent])
    oldest, least = base.latest(place[recent], -day[recent], hours[recent])
    with np.errstate(invalid="ignore", divide="ignore"):
        span = newest + oldest  # `oldest` is negated
        hours_a_day = np.where(span > 0, (most - least) / span, np.nan)
    shaking = ~np.isnan(vibration)
    _, vibration_now = base.latest(place[shaking], day[shaking], vibration[shaking])
    late, early = day > today - 90, (day > today - 180) & (day <= today - 90)
    vibration_late = base.mean(place[late], vibration[late])
    vibration_early = base.mean(place[early], vibration[early])

    # Visits: the last maintenance.
    visits = files["visits"]
    place, day = base.places(visits["Seriennummer"]), german_days(visits["Datum"])
    maintained = (place >= 0) & (day <= today) & visits["Einsatzart"].isin(["Wartung", "Inspektion"]).to_numpy()
    maintained_on, maintained_at = base.latest(
        place[maintained], day[maintained], visits["Betriebsstunden"].to_numpy()[maintained]
    )
    since = np.where(np.isnan(maintained_on), hours_now, hours_now - maintained_at)
    since[since < 0] = np.nan

    # Error events.
    events = files["events"]
    place, day = base.places(events["Maschine"]), german_days(events["Zeitpunkt"].str[:10])
    known = (place >= 0) & (day <= today)
    place, day = place[known], day[known]
    code = events["Fehlercode"].cat.codes.to_numpy()[known].astype(np.int64)
    critical = events["Schwere"].eq("kritisch").to_numpy()[known]
    heard = base.count(place) > 0
    month = day > today - 30
    criticals = base.count(place[month & critical])
    codes = len(events["Fehlercode"].cat.categories) + 1
    pairs, counts = np.unique(place[month] * codes + code[month], return_counts=True)
    same_code = np.zeros(base.size, dtype=np.int64)
    np.maximum.at(same_code, pairs // codes, counts)
    events_late = np.where(heard, base.count(place[day > today - 90]), np.nan)
    events_early = np.where(heard, base.count(place[(day > today - 180) & (day <= today - 90)]), np.nan)
    in_mean = (type_place >= 0) & heard & ~retired
    with np.errstate(invalid="ignore"):
        type_mean = np.bincount(type_place[in_mean], weights=events_late[in_mean], minlength=len(types)) / np.bincount(
            type_place[in_mean], minlength=len(types)
        )
    type_mean = of_type(type_mean, np.nan)

    # Orders: the last one, or the installation where there never was one.
    orders = files["orders"]
    place, day = base.places(orders["Maschine"]), german_days(orders["Datum"])
    known = (place >= 0) & (day <= today)
    last_order = np.full(base.size, -np.inf)
    np.maximum.at(last_order, place[known], day[known])
    last_order = np.where(np.isinf(last_order), installed, last_order)

    rising = events_late > events_early
    hits = {
        "contract-expiring": active & ((days_left < 90) | (notice_left < 90)),
        "machine-aging": installed < calendar_before(today, 120),
        "maintenance-due": (since >= interval) | (since + 30 * hours_a_day >= interval),
        "error-signal": (criticals >= 1) | (same_code >= 3),
        "parts-inactive": last_order < calendar_before(today, 24),
        "warranty-expiring": (warranty_end >= today) & (warranty_end - today < 60),
        "error-rate-rising": (installed <= calendar_before(today, 96))
        & (installed >= calendar_before(today, 144))
        & (events_late > type_mean)
        & rising,
        "wear-threshold": (vibration_now > vibration_limit) | (hours_now > hours_limit),
        "end-of-life": discontinued & ~active,
        "modernization-at-renewal": active
        & (days_left < 90)
        & ((vibration_late > 1.1 * vibration_early) | rising)
        & has_package,
    }
    return base, {trigger: found & ~retired for trigger, found in hits.items()}


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: main_job_peer.py FOLDER AS_OF")
    begin = time.perf_counter()
    today = int(np.datetime64(sys.argv[2], "D").astype(np.int64))
    files = read_folder(pathlib.Path(sys.argv[1]))
    read = time.perf_counter()
    base, hits = decide(files, today)
    counts = {trigger: int(np.count_nonzero(found)) for trigger, found in hits.items()}
    result = {"machines": base.size, "hits": counts, "read_s": round(read - begin, 3)}
    print(json.dumps(result | {"total_s": round(time.perf_counter() - begin, 3)}))


if __name__ == "__main__":
    main()
