#!/usr/bin/env python3
"""The named peer of the linking benchmark: Splink 5 with DuckDB, set up as somebody who knows it well would.

    python3 linking_peer.py SET --data FOLDER --rules FILE.toml [--pairs OURS.csv]

With --pairs it links nothing and scores the pairs that `instand link` wrote, in the very same way. Splink's settings are
the best of about ten tried on each set by their F1, which favours it.

SET is febrl1 to febrl4, abt_buy or dblp_acm. It compares the pairs that the blocking rules of our own rules file bring
together; comparisons, training rules and thresholds are Splink's own. Prepared columns (vectors, codes, nearest
neighbours) count as reading. The truth is read after the clock has stopped and used for nothing but the score.
"""

import time

BEGIN = time.perf_counter()

import argparse
import itertools
import json
import logging
import math
import pathlib
import re
import resource
import tomllib
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import splink
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

IMPORTED = time.perf_counter()

Column = list[str | None]
Records = dict[str, Any]
Pair = tuple[str, str]

FILES = {
    "febrl1": ["er_febrl/dataset1.csv"],
    "febrl2": ["er_febrl/dataset2.csv"],
    "febrl3": ["er_febrl/dataset3.csv"],
    "febrl4": ["er_febrl/dataset4a.csv", "er_febrl/dataset4b.csv"],
    "abt_buy": ["er_products/abt_buy/abt.csv", "er_products/abt_buy/buy.csv"],
    "dblp_acm": ["er_products/dblp_acm/dblp.csv", "er_products/dblp_acm/acm.csv"],
}
PEOPLE = ("febrl1", "febrl2", "febrl3", "febrl4")
SEPARATOR = dict.fromkeys(PEOPLE, ",") | {"abt_buy": "|", "dblp_acm": "%"}
ID = dict.fromkeys(PEOPLE, "rec_id") | {"abt_buy": "id", "dblp_acm": "id"}
RANDOM_PAIRS = dict.fromkeys(PEOPLE, 1e5) | {"abt_buy": 2e5, "dblp_acm": 2e5}
CHUNKS = dict.fromkeys(PEOPLE, 1) | {"abt_buy": 10, "dblp_acm": 10}  # one is quicker, but not with vectors in memory
DIMENSIONS = 384  # of a hashed TF-IDF vector; more of them only cost time
ROUNDING = 1e-6  # equal texts are not equally similar to the last digit
LOWEST_WEIGHT = -40  # pairs below have no say in any threshold


def read(path: pathlib.Path, separator: str) -> Records:
    """No file has quoting that means anything; some ACM rows have parts too many."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    names = [name.strip() for name in head.split(separator)]
    rows = [[cell.strip() or None for cell in line.split(separator)] for line in lines if line]
    return {name: [row[at] if at < len(row) else None for row in rows] for at, name in enumerate(names)}


def words(text: str | None) -> list[str]:
    return re.findall(r"[a-z0-9]+", (text or "").lower())


def grams(text: str | None) -> list[str]:
    padded = f" {' '.join(words(text))} "
    return [padded[at : at + size] for size in (3, 4) for at in range(len(padded) - size + 1)]


def cleaned(text: str | None, steps: Iterable[str]) -> str | None:
    """The steps of our rules file that can be had in a line each."""
    for step in steps:
        text, (name, _, count) = text or "", step.partition(":")
        match name:
            case "fold":
                plain = unicodedata.normalize("NFKD", text.lower())
                text = " ".join(re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign))))
            case "umlaut":
                text = text.replace("ae", "a").replace("oe", "o").replace("ue", "u")
            case "digits":
                text = re.sub(r"\D", "", text)
            case "letters_and_digits":
                text = re.sub(r"[\W_]", "", text)
            case "codes":
                plain_words = [re.sub(r"[\W_]", "", word).lower() for word in text.split()]
                text = " ".join(word for word in plain_words if len(word) > 2 and re.search(r"\d", word))
            case "sort_words":
                text = " ".join(sorted(text.split()))
            case "initials":
                text = "".join(word[0] for word in text.split())
            case "year":
                text = found[0][:4] if (found := re.findall(r"\d{4,}", text)) else ""
            case "first":
                text = text[: int(count)]
            case "last":
                text = text[-int(count) :]
            case "word":
                text = (text.split()[int(count) - 1 :] or [""])[0]
            case _:
                raise SystemExit(f"[columns] clean = {step!r} is unknown to the peer: add it to `cleaned`")
    return text.strip() or None if text else None


def derived(records: Records, columns: dict[str, Any]) -> Records:
    """The records with the columns that our rules file makes of others."""
    made = dict(records)
    for name, rule in columns.items():
        parts = [rule["from"]] if isinstance(rule["from"], str) else rule["from"]
        joined = (" ".join(filter(None, row)) for row in zip(*(records[part] for part in parts)))
        made[name] = [cleaned(text, rule.get("clean", [])) for text in joined]
    return made


def vectors(columns: list[Column], parts: Callable[[str | None], list[str]]) -> list[np.ndarray]:
    """TF-IDF of words or grams, hashed to few dimensions and of length one; nothing is a vector of zeros."""
    counts = [[Counter(parts(text)) for text in column] for column in columns]
    holding = Counter(part for column in counts for row in column for part in row)
    total = sum(map(len, columns))
    place = {part: zlib.crc32(part.encode()) for part in holding}
    weight = {part: math.log((1 + total) / (1 + rows)) + 1 for part, rows in holding.items()}
    found = []
    for column in counts:
        made = np.zeros((len(column), DIMENSIONS), np.float32)
        for row, present in zip(made, column):
            for part, count in present.items():
                row[place[part] % DIMENSIONS] += (1 + math.log(count)) * weight[part] * (1 if place[part] >> 31 else -1)
        length = np.linalg.norm(made, axis=1, keepdims=True)
        found.append(np.divide(made, length, out=made, where=length > 0))
    return found


def as_arrow(vector: np.ndarray) -> pa.Array:
    return pa.array([row if row.any() else None for row in vector], pa.list_(pa.float32(), DIMENSIONS))


def as_lists(values: list[list[str]]) -> pa.Array:
    return pa.array([row or None for row in values], pa.list_(pa.string()))


def nearest(lists: list[Records], rule: dict[str, Any]) -> list[pa.Array]:
    """The keys of the pairs of each record with its most similar ones of the other list, for an exploding rule."""
    texts = [[" ".join(filter(None, row)) for row in zip(*(each[name] for name in rule["on"]))] for each in lists]
    left, right = vectors(texts, words if "word" in rule["parts"] else grams)
    similar, count = left @ right.T, rule["nearest"]
    # With those as good as the last of them, as in our own rule: of records that are alike none is preferred.
    rights, lefts = min(count, similar.shape[1]), min(count, similar.shape[0])
    by_left = np.partition(similar, -rights, axis=1)[:, -rights, None]
    by_right = np.partition(similar, -lefts, axis=0)[-lefts]
    near = (similar >= by_left - ROUNDING) | (similar >= by_right - ROUNDING)
    pairs = zip(*(each.tolist() for each in np.nonzero(near & (similar > 0))))
    keys: list[list[list[str]]] = [[[] for _ in column] for column in texts]
    for one, other in pairs:
        if similar[one, other] >= rule.get("at_least", 0.0):
            keys[0][one].append(f"{one} {other}")
            keys[1][other].append(f"{one} {other}")
    return [as_lists(found) for found in keys]


def blocking(lists: list[Records], rules: dict[str, Any]) -> list[Any]:
    """Our blocking rules as Splink's, on columns of their own so that the comparisons keep theirs."""
    columns = rules.get("columns", {})
    made, found = [derived(records, columns) for records in lists], []
    for at, rule in enumerate(rules["block"]):
        if "nearest" in rule:
            for records, keys in zip(lists, nearest(made, rule)):
                records[f"near_{at}"] = keys
            found.append(block_on(f"near_{at}", arrays_to_explode=[f"near_{at}"]))
            continue
        for records, source in zip(lists, made):
            records.update({f"block_{name}": source[name] for name in rule["on"] if name in columns})
        found.append(block_on(*(f"block_{name}" if name in columns else name for name in rule["on"])))
    return found


# What is compared, learnt from and sure, by set.


def frequent(comparison: Any) -> Any:
    return comparison.configure(term_frequency_adjustments=True)


def people(lists: list[Records]) -> dict[str, Any]:
    names = [cl.NameComparison(name) for name in ("given_name", "surname", "address_1", "address_2", "suburb")]
    birth = cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d")
    return {
        "comparisons": [
            *names,
            birth,
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            frequent(cl.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
            frequent(cl.ExactMatch("street_number")),
            frequent(cl.ExactMatch("state")),
        ],
        "sure": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        "recall": 0.8,
        "train": [block_on("date_of_birth"), block_on("postcode")],
    }


def model_codes(text: str) -> set[str]:
    """Words with a digit, and what two or three of them are without the space, that can be a model number."""
    plain = words(text)
    runs = ("".join(plain[at : at + size]) for size in (1, 2, 3) for at in range(len(plain) - size + 1))
    written = (re.sub(r"[^a-z0-9]", "", word) for word in text.lower().split())
    return {run for run in (*runs, *written) if 4 <= len(run) <= 14 and re.search(r"\d", run)}


def products(lists: list[Records]) -> dict[str, Any]:
    full = [[f"{a or ''} {b or ''}" for a, b in zip(each["name"], each["description"])] for each in lists]
    by_name, by_text = vectors([each["name"] for each in lists], grams), vectors(full, words)
    codes = [[model_codes(text) for text in column] for column in full]
    holding = Counter(code for column in codes for row in column for code in row)
    for at, records in enumerate(lists):
        records["by_name"], records["by_text"] = as_arrow(by_name[at]), as_arrow(by_text[at])
        rare = [sorted(code for code in row if holding[code] <= 6) for row in codes[at]]
        records["codes"] = as_lists(rare)
        records["model"] = [max(row, key=len) if row else None for row in rare]
        records["brand"] = [(words(name) or [None])[0] for name in records["name"]]
        prices = [re.sub(r"[^\d.]", "", price or "") for price in records["price"]]
        records["price"] = pa.array([float(price) if price else None for price in prices], pa.float64())
        del records["description"]
    price = [cll.PercentageDifferenceLevel("price", share) for share in (0.02, 0.1, 0.3)]
    return {
        "comparisons": [
            cl.CosineSimilarityAtThresholds("by_name", [at / 20 for at in range(17, 3, -1)]),
            cl.CosineSimilarityAtThresholds("by_text", [0.7, 0.6, 0.5, 0.4, 0.35, 0.3, 0.25, 0.2, 0.15, 0.1]),
            cl.CustomComparison([cll.NullLevel("price"), *price, cll.ElseLevel()], output_column_name="price"),
            cl.ArrayIntersectAtSizes("codes", [3, 2, 1]),
        ],
        "sure": [block_on("model")],
        "recall": 0.5,
        "train": [block_on("model"), block_on("brand")],
    }


def last_names(authors: str | None) -> list[str]:
    return sorted({words(author)[-1] for author in (authors or "").split(",") if words(author)})


def venue(text: str | None) -> str | None:
    kinds = {"record": "record", "vldb j": "journal", "transactions": "transactions", "very large": "vldb"}
    text = (text or "").lower()
    return next((kind for sign, kind in kinds.items() if sign in text), "sigmod" if "conference" in text else text)


def publications(lists: list[Records]) -> dict[str, Any]:
    by_title = vectors([each["title"] for each in lists], grams)
    by_authors = vectors([each["authors"] for each in lists], grams)
    for at, records in enumerate(lists):
        records["by_title"] = as_arrow(by_title[at])
        records["by_authors"] = as_arrow(by_authors[at])
        records["plain"] = [" ".join(words(title)) or None for title in records["title"]]
        records["lead"] = [" ".join(words(title)[:3]) or None for title in records["title"]]
        records["writers"] = [" ".join(last_names(authors)) or None for authors in records["authors"]]
        records["venue"] = [venue(text) or None for text in records["venue"]]
        records["year"] = [year[:4] if year else None for year in records["year"]]
    title = [cll.CosineSimilarityLevel("by_title", at) for at in (0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)]
    same = cll.ExactMatchLevel("plain", term_frequency_adjustments=True)
    return {
        "comparisons": [
            cl.CustomComparison([cll.NullLevel("plain"), same, *title, cll.ElseLevel()], output_column_name="title"),
            cl.CosineSimilarityAtThresholds("by_authors", [0.95, 0.8, 0.6, 0.4, 0.2]),
            frequent(cl.ExactMatch("year")),
            frequent(cl.ExactMatch("venue")),
        ],
        "sure": [block_on("plain", "year")],
        "recall": 0.8,
        "train": [block_on("plain"), block_on("lead"), block_on("writers")],
    }


MODEL = dict.fromkeys(PEOPLE, people) | {"abt_buy": products, "dblp_acm": publications}


# The truth and the score.


def truth(of: str, folder: pathlib.Path, lists: list[Records]) -> set[Pair]:
    if of in ("abt_buy", "dblp_acm"):
        lines = (folder / f"er_products/{of}/gt.csv").read_text(encoding="utf-8").splitlines()[1:]
        return {(row[0], row[1]) for row in (line.split(SEPARATOR[of]) for line in lines if line)}
    if of == "febrl4":
        people_of = [{name.split("-")[1]: name for name in records["rec_id"]} for records in lists]
        return {(name, people_of[1][person]) for person, name in people_of[0].items() if person in people_of[1]}
    copies: dict[str, list[str]] = {}
    for name in lists[0]["rec_id"]:
        copies.setdefault(name.split("-")[1], []).append(name)
    return {pair for names in copies.values() for pair in itertools.combinations(sorted(names), 2)}


def score(pairs: list[Pair], weight: np.ndarray, probability: np.ndarray, true: set[Pair]) -> dict[str, float]:
    """The best F1 over all thresholds and that at a probability of 0.95; pairs of one weight stand or fall together."""
    order = np.argsort(-weight, kind="stable")
    hits = np.cumsum([pairs[at] in true for at in order])
    taken = np.arange(1, len(order) + 1)
    ends = np.append(np.diff(weight[order]) != 0, True)
    f1 = np.where(ends, 2 * hits / (taken + len(true)), 0)
    best, sure = int(f1.argmax()), int((probability >= 0.95).sum())
    found = {
        "f1": f1[best],
        "threshold_probability": probability[order][best],
        "threshold_weight": weight[order][best],
        "precision": hits[best] / taken[best],
        "recall": hits[best] / len(true),
        "f1_at_095": 2 * hits[sure - 1] / (sure + len(true)) if sure else 0.0,
        "precision_at_095": hits[sure - 1] / sure if sure else 0.0,
        "recall_at_095": hits[sure - 1] / len(true) if sure else 0.0,
        "most_recall": hits[-1] / len(true),
    }
    return {name: round(float(value), 6) for name, value in found.items()}


# Orders over which the score of the best links is the mean.
ORDERS = 20


def best_links(pairs: list[Pair], weight: np.ndarray) -> list[int]:
    """The best links first, each record once; a higher threshold only stops earlier, so one pass serves them all.

    Splink's own `cluster_using_single_best_links` takes one to eight seconds for it here and has a slightly lower F1.
    """
    lefts, rights, kept = set(), set(), []
    for at in np.argsort(-weight, kind="stable").tolist():
        one, other = pairs[at]
        if one not in lefts and other not in rights:
            lefts.add(one)
            rights.add(other)
            kept.append(at)
    return kept


def scored(
    of: str, folder: pathlib.Path, lists: list[Records], rules: dict[str, Any], pairs: list[Pair], weight: np.ndarray,
    probability: np.ndarray,
) -> dict[str, Any]:
    """The score of all pairs and, where a record has at most one partner, of the best ones."""
    true = truth(of, folder, lists)
    result = {"set": of, "true_pairs": len(true), "pairs": score(pairs, weight, probability, true)}
    if rules["link"].get("one_to_one"):
        # Where two records of a list are alike in everything ("Editorial", same author, same year), which of them a
        # record is given is chance, and it decides more than half a percent of F1 on DBLP-ACM. So pairs of one weight
        # are drawn in many orders, and the score is the mean, for whoever is measured.
        drawn = []
        for seed in range(ORDERS):
            order = np.random.default_rng(seed).permutation(len(pairs))
            mixed = [pairs[at] for at in order]
            kept = best_links(mixed, weight[order])
            drawn.append(score([mixed[at] for at in kept], weight[order][kept], probability[order][kept], true))
        mean = {name: round(sum(one[name] for one in drawn) / ORDERS, 6) for name in drawn[0]}
        spread = {"f1_lowest": min(one["f1"] for one in drawn), "f1_highest": max(one["f1"] for one in drawn)}
        result["one_to_one"] = mean | spread
    return result


def ours(path: pathlib.Path, one_list: bool) -> tuple[list[Pair], np.ndarray, np.ndarray]:
    """The pairs that `instand link` wrote."""
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    pairs = [(row[0], row[1]) for row in rows]
    if one_list:
        pairs = [(min(pair), max(pair)) for pair in pairs]
    return pairs, np.array([float(row[2]) for row in rows]), np.array([float(row[3]) for row in rows])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("set", choices=FILES)
    for name in ("data", "rules"):
        asked.add_argument(f"--{name}", required=True, type=pathlib.Path)
    asked.add_argument("--pairs", type=pathlib.Path)
    args = asked.parse_args()
    of, key = args.set, ID[args.set]
    logging.disable(logging.WARNING)

    begin = time.perf_counter()
    rules = tomllib.loads(args.rules.read_text(encoding="utf-8"))
    lists = [read(args.data / name, SEPARATOR[of]) for name in FILES[of]]
    if args.pairs:
        print(json.dumps(scored(of, args.data, lists, rules, *ours(args.pairs, len(lists) == 1)), indent=1))
        return
    blocks = blocking(lists, rules)
    model = MODEL[of](lists)
    database = DuckDBAPI()
    names = [pathlib.Path(name).stem for name in FILES[of]]
    tables = [database.register(pa.table(each), dataset_display_name=name) for each, name in zip(lists, names)]
    was_read = time.perf_counter()

    settings = SettingsCreator(
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        unique_id_column_name=key,
        comparisons=model["comparisons"],
        blocking_rules_to_generate_predictions=blocks,
        retain_matching_columns=False,
        max_iterations=60,
    )
    linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    train = linker.training
    train.estimate_probability_two_random_records_match(model["sure"], recall=model["recall"])
    train.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS[of], num_chunks=CHUNKS[of])
    for rule in model["train"]:
        train.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    estimated = time.perf_counter()

    compared = len(linker.inference.compute_blocked_pairs_for_predict().as_duckdbpyrelation())
    predicted = linker.inference.predict(threshold_match_weight=LOWEST_WEIGHT)
    rows = predicted.as_duckdbpyrelation().fetchnumpy()
    predicted_at = time.perf_counter()
    if len(tables) == 1:
        pairs = [(min(pair), max(pair)) for pair in zip(rows[f"{key}_l"], rows[f"{key}_r"])]
    else:
        sides = zip(rows["source_dataset_l"], rows[f"{key}_l"], rows[f"{key}_r"])
        pairs = [(one, other) if source == names[0] else (other, one) for source, one, other in sides]
    weight, probability = rows["match_weight"], rows["match_probability"]
    if rules["link"].get("one_to_one"):
        best_links(pairs, weight)
    end = time.perf_counter()

    result = {"splink": splink.__version__, "duckdb": duckdb.__version__, "compared": compared}
    result |= scored(of, args.data, lists, rules, pairs, weight, probability)
    seconds = {
        "import": IMPORTED - BEGIN,
        "read": was_read - begin,
        "estimate": estimated - was_read,
        "predict": predicted_at - estimated,
        "one_to_one": end - predicted_at,
        "without_import": end - begin,
        "with_import": end - begin + IMPORTED - BEGIN,
    }
    result["seconds"] = {name: round(value, 3) for name, value in seconds.items()}
    result["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
