"""Checks the explained variance of a map with numpy: python3 explained_variance.py VOTES.csv MAP.json [COMMENTS.csv]

VOTES.csv is the long form (comment-id, voter-id, vote) or the matrix (participant, then one column a statement). Nothing is
shared with the crate: the matrix is written out, missing votes are filled with the mean, and numpy's SVD does the rest."""

import csv
import json
import sys

import numpy

ABOUT = {"participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"}


def votes(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    if "voter-id" in rows[0]:
        rows.sort(key=lambda row: int(row.get("timestamp") or 0))
        return {(row["voter-id"], row["comment-id"]): float(row["vote"]) for row in rows}
    statements = [name for name in rows[0] if name not in ABOUT]
    return {(row["participant"], name): float(row[name]) for row in rows for name in statements if row[name] != ""}


def moderated_out(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return {row["comment-id"] for row in csv.DictReader(file) if row["moderated"] == "-1"}


def ratios(cast, out):
    people = {name: at for at, name in enumerate(sorted({person for person, _ in cast}))}
    statements = {name: at for at, name in enumerate(sorted({statement for _, statement in cast}))}
    matrix = numpy.full((len(people), len(statements)), numpy.nan)
    for (person, statement), vote in cast.items():
        matrix[people[person], statements[statement]] = 0.0 if statement in out else vote
    mean = numpy.nanmean(matrix, axis=0)
    centred = numpy.where(numpy.isnan(matrix), 0.0, matrix - mean)
    squares = numpy.linalg.svd(centred, compute_uv=False) ** 2
    return squares[:2] / squares.sum()


def main():
    out = moderated_out(sys.argv[3]) if len(sys.argv) > 3 else set()
    expected = ratios(votes(sys.argv[1]), out)
    with open(sys.argv[2], encoding="utf-8") as file:
        found = json.load(file)["explained_variance_ratio"]
    worst = max(abs(a - b) for a, b in zip(expected, found))
    print(f"expected {expected.tolist()}, found {found}, apart {worst:.2e}")
    sys.exit(0 if worst <= 1e-6 else 1)


main()
