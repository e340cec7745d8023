"""How well triggers announce failures: `cargo xtask bench failures` runs it.

judge.py choose DAYS.csv FAILURES.csv SHIPPED_RULES_FOLDER OWN_RULES_FOLDER OUT_FOLDER
    parameters of each trigger, chosen on the first half of the year; writes the rules with them
judge.py table DAYS.csv FAILURES.csv
    the second half: shipped, chosen, and a gradient-boosting model on the same facts

A machine day counts as announced rightly where the machine fails within the next 7 days. Precision: firing machine days that are
right, of all firing ones. Recall: failures that some firing day announced, of all. Lead time: the median of the days between the
first of them and the failure. A failure's own day announces nothing.
"""

import sys

import numpy as np
import pandas as pd

DAYS = 7
# The first weeks have no past to look at; of the last days nobody knows what follows.
FIRST, HALF, LAST = "2020-02-01", "2020-07-01", "2020-12-24"


def load(days, failures):
    table = pd.read_csv(days, parse_dates=["day"])
    failed = pd.read_csv(failures, parse_dates=["datetime"])
    failed["day"] = failed["datetime"].dt.normalize()
    failed = failed.drop_duplicates(["machineID", "day"])
    following = {machine: np.sort(of["day"].unique()) for machine, of in failed.groupby("machineID")}

    def next_failure(machine, day):
        at = following.get(machine, np.array([], dtype="datetime64[ns]"))
        place = np.searchsorted(at, np.datetime64(day), side="right")
        return at[place] if place < len(at) else np.datetime64("NaT")

    table["failure"] = [next_failure(m, d) for m, d in zip(table["serial_number"], table["day"])]
    ahead = (table["failure"] - table["day"]).dt.days
    table["right"] = ahead.le(DAYS)
    table["ahead"] = ahead
    return table


def halves(table):
    # The last days of the first half are left out, so that no failure of the second is looked at when choosing.
    first = table[(table["day"] >= FIRST) & (table["day"] < pd.Timestamp(HALF) - pd.Timedelta(days=DAYS))]
    second = table[(table["day"] >= HALF) & (table["day"] <= LAST)]
    return first, second


def judge(of, fires):
    announced = of[of["right"]]
    failures = announced.groupby(["serial_number", "failure"]).size()
    right = of[fires & of["right"]]
    found = right.groupby(["serial_number", "failure"])["ahead"].max()
    precision = of.loc[fires, "right"].mean() if fires.any() else float("nan")
    recall = len(found) / len(failures)
    lead = found.median() if len(found) else float("nan")
    return precision, recall, lead, fires.mean()


def f1(precision, recall):
    return 0 if not precision + recall > 0 else 2 * precision * recall / (precision + recall)


def candidates():
    """Parameters tried, by trigger; the conditions are those of the rules, over facts that are known."""
    for same in range(2, 9):
        yield "error-signal", {"critical": 1, "same": same}, lambda t, same=same: t["same_error_30d"] >= same
    for low in (0, 4, 8, 12):
        for high in (8, 12, 16, 20):
            if low < high:
                yield "error-rate-rising", {"from_years": low, "to_years": high}, lambda t, low=low, high=high: (
                    (t["age_years"] >= low)
                    & (t["age_years"] <= high)
                    & (t["errors_90d"] > t["type_errors_90d"])
                    & (t["errors_90d"] > t["errors_prior_90d"])
                )
    for codes in (1, 2, 3):
        yield "several-errors", {"codes": codes}, lambda t, codes=codes: t["error_codes_1d"] >= codes


def choose(days, failures, shipped, own, out):
    import pathlib
    import re

    first, _ = halves(load(days, failures))
    best = {}
    for trigger, parameters, fires in candidates():
        precision, recall, _, _ = judge(first, fires(first))
        score = f1(precision, recall)
        if trigger not in best or score > best[trigger][0]:
            best[trigger] = (score, parameters)
    for trigger, (score, parameters) in best.items():
        folder = own if trigger == "several-errors" else shipped
        text = (pathlib.Path(folder) / f"{trigger}.toml").read_text(encoding="utf-8")
        for name, value in parameters.items():
            text = re.sub(rf"(?m)^{name} = .*$", f"{name} = {float(value)}", text)
        text = text.replace(f'id = "{trigger}"', f'id = "{trigger}-chosen"')
        (pathlib.Path(out) / f"{trigger}-chosen.toml").write_text(text, encoding="utf-8")
        said = ", ".join(f"{name} = {value}" for name, value in parameters.items())
        print(f"{trigger}: {said} (F1 {score:.3f} on the first half)")


def table(days, failures):
    from sklearn.ensemble import HistGradientBoostingClassifier

    whole = load(days, failures)
    first, second = halves(whole)
    base = second["right"].mean()
    print(f"second half: {len(second)} machine days, on {base:.1%} of them the machine fails within {DAYS} days\n")
    print("| | precision | recall of failures | lead time | fires on | unknown on |\n|---|---:|---:|---:|---:|---:|")

    def row(name, fires, unknown):
        precision, recall, lead, share = judge(second, fires)
        shown = [f"{precision:.3f}", f"{recall:.3f}", f"{lead:.0f} d"] if share > 0 else ["-", "0", "-"]
        print(f"| {name} | {' | '.join(shown)} | {share:.1%} | {unknown:.1%} |")

    verdicts = [name for name in whole.columns if whole[name].isin(["fires", "does_not_fire", "unknown"]).all()]
    for name in verdicts:
        row(f"`{name}`", second[name] == "fires", (second[name] == "unknown").mean())
    facts = [name for name in whole.columns if name not in verdicts + ["day", "serial_number", "failure", "right", "ahead"]]
    model = HistGradientBoostingClassifier(max_iter=150, learning_rate=0.05, random_state=1)
    # The threshold is chosen on the last third of the first half, the model for that being trained on what comes before it.
    cut = first["day"].quantile(0.66)
    before, after = first[first["day"] < cut - pd.Timedelta(days=DAYS)], first[first["day"] >= cut]
    facts = [name for name in facts if before[name].nunique() > 1]
    chances = model.fit(before[facts], before["right"]).predict_proba(after[facts])[:, 1]
    scores = [(f1(*judge(after, pd.Series(chances >= at, index=after.index))[:2]), at) for at in np.arange(0.1, 0.9, 0.05)]
    at = max(scores)[1]
    chances = model.fit(first[facts], first["right"]).predict_proba(second[facts])[:, 1]
    row(f"gradient boosting on {len(facts)} facts, threshold {at:.2f}", pd.Series(chances >= at, index=second.index), 0)
    strict = pd.Series(chances >= 0.5, index=second.index)
    row("gradient boosting, threshold 0.50", strict, 0)


if __name__ == "__main__":
    command, rest = sys.argv[1], sys.argv[2:]
    {"choose": choose, "table": table}[command](*rest)
