# SPDX-License-Identifier: Apache-2.0
"""Data of the programs in the folder stan, as they name them; one function per workload."""
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent / "stan"


def eight_schools(data):
    return {"n": len(data.y), "y": data.y.tolist(), "sigma": data.sigma.tolist()}


def annotation(data):
    items, annotators = data.positive.shape
    return {"items": items, "annotators": annotators, "positive": data.positive.tolist(),
            "negative": data.negative.tolist()}


def radon(data):
    county = (data.county + 1).tolist()
    return {"n": len(county), "num_counties": county[-1], "y": data.y.tolist(), "county": county}


def item_response(data):
    people, items = data.y.shape
    return {"people": people, "items": items, "y": data.y.astype(int).tolist()}


def series(data):
    return {"n": len(data.y), "y": data.y.tolist()}


DATA = {"W02": eight_schools, "W03": annotation, "W06": radon, "W07": item_response, "W08": series, "W10": series}


def program(key):
    return (FOLDER / f"{key}.stan").read_text()
