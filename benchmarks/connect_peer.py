"""The facts of readings in hand-written SQL, by DuckDB on the same Parquet files: the yardstick of `bench connect`.

    connect_peer.py LAKE rollups|readings AS_OF

Every window reads its own days and columns only, as an analyst who knows DuckDB would write it. What the product takes from
its sketches (the 95th percentile of a week, the share of high load) is left out over rollups and exact over readings.
"""

import sys
import time

import duckdb

lake, kind, as_of = sys.argv[1], sys.argv[2], sys.argv[3]
connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute("SET enable_progress_bar = false")
# The days are folders: only those of the window are named, which is what pruning by partition would do.
connection.execute("SET preserve_insertion_order = false")


def days(least: int, most: int) -> str:
    """The files of the days that lie so far back."""
    import datetime
    import os

    end = datetime.date.fromisoformat(as_of)
    found = []
    for ago in range(least, most):
        folder = os.path.join(lake, "rollups" if kind == "rollups" else "readings", str(end - datetime.timedelta(days=ago)))
        if os.path.isdir(folder):
            found += [os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".parquet")]
    return "read_parquet([" + ", ".join(f"'{name}'" for name in found) + "])"


def sums(table: str) -> dict:
    columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall() if row[0] != "device"]
    row = connection.execute("SELECT " + ", ".join(f"sum({name})" for name in columns) + f" FROM {table}").fetchone()
    return dict(zip(columns, row))


ROLLUPS = [
    # A counter grows within its days and over its nights; a fall adds nothing.
    """CREATE TEMP TABLE hours AS
       SELECT device, max_by(last, last_at) AS hours,
              CASE WHEN max(last_at) - min(first_at) >= INTERVAL 1 DAY
                   THEN (sum(increase) + sum(greatest(first - coalesce(before, first), 0)))
                        / (epoch(max(last_at) - min(first_at)) / 86400) END AS hours_a_day
       FROM (SELECT device, first, first_at, last, last_at, increase,
                    lag(last) OVER (PARTITION BY device ORDER BY first_at) AS before
             FROM {d0_90} WHERE signal = 'operating_hours') GROUP BY device""",
    """CREATE TEMP TABLE vibration AS
       SELECT device, sum(sum) FILTER (first_at >= DATE '{end}' - 89) / sum(count) FILTER (first_at >= DATE '{end}' - 89) AS vibration_90d,
              sum(sum) FILTER (first_at < DATE '{end}' - 89) / sum(count) FILTER (first_at < DATE '{end}' - 89) AS vibration_prior_90d
       FROM {d0_180} WHERE signal = 'vibration' GROUP BY device""",
    """CREATE TEMP TABLE weeks AS
       SELECT device, date_diff('day', first_at::DATE, DATE '{end}') // 7 AS week, sum(sum) / sum(count) AS mean
       FROM {d0_91} WHERE signal = 'vibration' GROUP BY ALL""",
    """CREATE TEMP TABLE usual AS SELECT device, avg(p95) AS vibration_p95_usual
       FROM {d7_97} WHERE signal = 'vibration' GROUP BY device HAVING count(p95) >= 14""",
    """CREATE TEMP TABLE load AS SELECT device, sum(sum) / sum(count) AS load_30d
       FROM {d0_30} WHERE signal = 'load' GROUP BY device""",
    """CREATE TEMP TABLE presence AS SELECT device, count(DISTINCT last_at::DATE) AS days_30d FROM {d0_30} GROUP BY device""",
]

READINGS = [
    """CREATE TEMP TABLE hours AS
       SELECT device, max_by(value, "at") AS hours,
              CASE WHEN max("at") - min("at") >= INTERVAL 1 DAY
                   THEN sum(greatest(value - coalesce(before, value), 0)) / (epoch(max("at") - min("at")) / 86400) END AS hours_a_day
       FROM (SELECT device, "at", value, lag(value) OVER (PARTITION BY device ORDER BY "at") AS before
             FROM {d0_90} WHERE signal = 'operating_hours') GROUP BY device""",
    """CREATE TEMP TABLE vibration AS
       SELECT device, avg(value) FILTER ("at" >= DATE '{end}' - 89) AS vibration_90d,
              avg(value) FILTER ("at" < DATE '{end}' - 89) AS vibration_prior_90d
       FROM {d0_180} WHERE signal = 'vibration' GROUP BY device""",
    """CREATE TEMP TABLE weeks AS
       SELECT device, date_diff('day', "at"::DATE, DATE '{end}') // 7 AS week, avg(value) AS mean
       FROM {d0_91} WHERE signal = 'vibration' GROUP BY ALL""",
    """CREATE TEMP TABLE p95 AS SELECT device, quantile_disc(value, 0.95) AS vibration_p95_7d
       FROM {d0_7} WHERE signal = 'vibration' GROUP BY device""",
    """CREATE TEMP TABLE usual AS SELECT device, avg(p95) AS vibration_p95_usual FROM
         (SELECT device, "at"::DATE AS day, quantile_disc(value, 0.95) AS p95 FROM {d7_97} WHERE signal = 'vibration' GROUP BY ALL)
       GROUP BY device HAVING count(*) >= 14""",
    """CREATE TEMP TABLE load AS SELECT device, avg(value) AS load_30d, avg((value > 80)::INT) AS load_high_30d
       FROM {d0_30} WHERE signal = 'load' GROUP BY device""",
    """CREATE TEMP TABLE presence AS SELECT device, count(DISTINCT "at"::DATE) AS days_30d FROM {d0_30} GROUP BY device""",
]

windows = {f"d{a}_{b}": days(a, b) for a, b in [(0, 7), (0, 30), (0, 90), (0, 91), (0, 180), (7, 97)]}
began = time.perf_counter()
for statement in ROLLUPS if kind == "rollups" else READINGS:
    connection.execute(statement.format(end=as_of, **windows))
print(f"seconds {time.perf_counter() - began:.4f}")
for table in ["hours", "vibration", "p95", "usual", "load", "presence"]:
    if kind == "rollups" and table == "p95":
        continue
    for name, value in sums(table).items():
        print(f"{name} {float(value or 0):.3f}")
print(f"# DuckDB {duckdb.__version__}", file=sys.stderr)
