"""Peers of `cargo xtask bench decide`: the shipped triggers in DuckDB, zen-engine and json-rules-engine.

decide_peer.py duckdb FACTS.parquet RULES RUNS     verdicts as counts: milliseconds, and fires and unknown by trigger
decide_peer.py zen SAMPLE.ndjson RULES MACHINES    verdicts with a trace, on a sample
decide_peer.py json RULES                          the triggers as json-rules-engine reads them
"""

import json
import pathlib
import re
import statistics
import sys
import time
import tomllib


def rules(folder):
    for path in sorted(pathlib.Path(folder).glob("*.toml")):
        rule = tomllib.loads(path.read_text(encoding="utf-8"))
        condition = " ".join(rule["condition"].split())
        for name, value in rule.get("parameters", {}).items():
            condition = re.sub(rf"\${name}\b", f"{value:g}", condition)
        yield rule["id"], condition


def duckdb_verdicts(facts, folder, runs):
    import duckdb

    base = duckdb.connect()
    base.execute("SET threads = 2")
    base.execute(f"CREATE TABLE facts AS SELECT * FROM '{facts}'")
    all_rules = list(rules(folder))
    counts = ", ".join(
        f"count(*) FILTER ({condition}), count(*) FILTER (({condition}) IS NULL)" for _, condition in all_rules
    )
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        answer = base.execute(f"SELECT {counts} FROM facts").fetchone()
        took.append((time.perf_counter() - began) * 1e3)
    print(f"version {duckdb.__version__}")
    print(f"verdicts_ms {statistics.median(took):.3f}")
    for at, (name, _) in enumerate(all_rules):
        print(f"{name} {answer[2 * at]} {answer[2 * at + 1]}")


TOKEN = re.compile(r"\s*(>=|<=|<>|[()<>=+*]|'[^']*'|[A-Za-z_][A-Za-z_0-9]*|[0-9.]+)")


class Parser:
    """AND, OR, parentheses, comparisons, sums and products: what the shipped conditions are made of."""

    def __init__(self, text):
        self.tokens, self.at = TOKEN.findall(text), 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self):
        return self.several("OR", "or", lambda: self.several("AND", "and", self.one))

    def several(self, word, name, part):
        parts = [part()]
        while self.peek() == word:
            self.take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else (name, parts)

    def one(self):
        if self.peek() == "(":
            self.take()
            inner = self.either()
            self.take()
            return inner
        left = self.sum()
        if self.peek() in (">=", "<=", "<>", "<", ">", "="):
            return ("compare", self.take(), left, self.sum())
        return ("flag", left)

    def sum(self):
        taken = [self.take()]
        while self.peek() in ("+", "*"):
            taken += [self.take(), self.take()]
        return taken


def names(side):
    return [token for token in side if re.match(r"[A-Za-z_]", token)]


def zen_of(tree):
    if tree[0] in ("and", "or"):
        return "(" + f" {tree[0]} ".join(zen_of(part) for part in tree[1]) + ")"
    if tree[0] == "flag":
        return f"{tree[1][0]} == true"
    _, operator, left, right = tree
    operator = {"=": "==", "<>": "!="}.get(operator, operator)
    # zen has no third value: what is missing must not compare.
    known = "".join(f"{name} != null and " for name in names(left) + names(right))
    return f"({known}{' '.join(left)} {operator} {' '.join(right)})"


def zen_verdicts(sample, folder, machines):
    import zen

    nodes = [{"id": "in", "type": "inputNode", "name": "in"}]
    expressions = [{"id": name, "key": name, "value": zen_of(Parser(text).either())} for name, text in rules(folder)]
    nodes.append({"id": "all", "type": "expressionNode", "name": "all", "content": {"expressions": expressions}})
    nodes.append({"id": "out", "type": "outputNode", "name": "out"})
    edges = [{"id": "1", "type": "edge", "sourceId": "in", "targetId": "all"}]
    edges.append({"id": "2", "type": "edge", "sourceId": "all", "targetId": "out"})
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    lines = pathlib.Path(sample).read_text(encoding="utf-8").splitlines()[:machines]
    facts = [json.loads(line) for line in lines]
    fires = dict.fromkeys((of["key"] for of in expressions), 0)
    began = time.perf_counter()
    for machine in facts:
        answer = decision.evaluate(machine, {"trace": True})["result"]
        for name in fires:
            fires[name] += answer[name] is True
    print(f"seconds {time.perf_counter() - began:.4f}")
    print(f"machines {len(facts)}")
    for name, count in fires.items():
        print(f"{name} {count}")


def json_of(tree, computed):
    operators = {
        "=": "equal", "<>": "notEqual", "<": "lessThan", ">": "greaterThan",
        "<=": "lessThanInclusive", ">=": "greaterThanInclusive",
    }  # fmt: skip
    if tree[0] in ("and", "or"):
        return {"all" if tree[0] == "and" else "any": [json_of(part, computed) for part in tree[1]]}
    if tree[0] == "flag":
        return {"fact": tree[1][0], "operator": "equal", "value": True}

    def side(tokens):
        if len(tokens) > 1:
            name = "_".join(tokens).replace("*", "times").replace("+", "plus").replace(".", "point")
            computed[name] = tokens
            return {"fact": name}
        if names(tokens) and not tokens[0].startswith("'"):
            return {"fact": tokens[0]}
        return tokens[0].strip("'") if tokens[0].startswith("'") else float(tokens[0])

    _, operator, left, right = tree
    other = side(right)
    condition = {**side(left), "operator": operators[operator], "value": other}
    # What is missing is not another value, and not zero.
    known = ([left[0]] if operator == "<>" else []) + ([other["fact"]] if isinstance(other, dict) else [])
    if not known:
        return condition
    return {"all": [*({"fact": name, "operator": "notEqual", "value": None} for name in known), condition]}


def json_rules(folder):
    computed = {}
    made = []
    for name, text in rules(folder):
        tree = json_of(Parser(text).either(), computed)
        conditions = tree if "all" in tree or "any" in tree else {"all": [tree]}
        made.append({"name": name, "conditions": conditions, "event": {"type": name}})
    print(json.dumps({"rules": made, "computed": computed}))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["duckdb", facts, folder, runs]:
            duckdb_verdicts(facts, folder, int(runs))
        case ["zen", sample, folder, machines]:
            zen_verdicts(sample, folder, int(machines))
        case ["json", folder]:
            json_rules(folder)
        case _:
            sys.exit(__doc__)
