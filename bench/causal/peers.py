"""The field's libraries on the same worlds, with their own usual settings; run by an environment that has them.

`PEERS_PYTHON peers.py DATA NAME...` prints a line of JSON for each library and world: what `score` gives, and its CPU seconds.
"""

# ruff: noqa: PLC0415 - a library is imported where it is there

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from re import match

import numpy as np
from worlds import World, names, world

TREATED_SHARE = 0.2


def score(w: World, effect: np.ndarray, low: np.ndarray | None = None, high: np.ndarray | None = None) -> dict[str, float]:
    """pehe: root mean square error of the effects in standard deviations of the outcome; value: mean true effect, in the same
    unit, of the fifth with the highest estimates, and best: of the truly best fifth; covered: share of effects within 95 % intervals.
    """
    unit, top = float(np.std(w.y)), max(1, round(TREATED_SHARE * len(w.y)))
    chosen, best = (np.argsort(-by, kind="stable")[:top] for by in (effect, w.effect))
    told = {"pehe": float(np.sqrt(np.mean((effect - w.effect) ** 2))) / unit}
    told |= {"value": float(w.effect[chosen].mean()) / unit, "best": float(w.effect[best].mean()) / unit}
    if low is not None:
        told["covered"] = float(np.mean((low <= w.effect) & (w.effect <= high)))
    return told


def megabytes(*packages: str) -> float:
    """Installed size of packages and of all they require, in MB."""
    seen: set[str] = set()
    for package in packages:
        _closure(package, seen)
    return sum(_size(distribution(name)) for name in seen) / 1e6


def _closure(package: str, seen: set[str]) -> None:
    try:
        found = distribution(package)
    except PackageNotFoundError:
        return
    name = found.metadata["Name"].lower()
    if name in seen:
        return
    seen.add(name)
    for line in found.requires or []:
        if "extra ==" not in line:
            _closure(match(r"[A-Za-z0-9._-]+", line).group(), seen)


def _size(found: Distribution) -> int:
    paths = (Path(found.locate_file(file)) for file in found.files or [])
    return sum(path.stat().st_size for path in paths if path.is_file())


def econml_linear_dr(w: World) -> tuple:
    """econml's LinearDRLearner."""
    from econml.dr import LinearDRLearner

    return _inferred(LinearDRLearner(random_state=0, discrete_outcome=w.binary, **_known_propensity(w)), w, X=w.x)


def econml_forest_dr(w: World) -> tuple:
    """econml's ForestDRLearner."""
    from econml.dr import ForestDRLearner

    return _inferred(ForestDRLearner(random_state=0, n_jobs=1, discrete_outcome=w.binary, **_known_propensity(w)), w, X=w.x)


def econml_causal_forest(w: World) -> tuple:
    """econml's CausalForestDML."""
    from econml.dml import CausalForestDML

    known = {"model_t": _known_propensity(w)["model_propensity"]} if w.randomised else {}
    return _inferred(CausalForestDML(discrete_treatment=True, discrete_outcome=w.binary, random_state=0, n_jobs=1, **known), w, X=w.x)


def econml_x(w: World) -> tuple:
    """econml's XLearner on boosted trees."""
    from econml.metalearners import XLearner

    return (XLearner(models=_boosted()).fit(w.y, w.t, X=w.x).effect(w.x),)


def causalml_x(w: World) -> tuple:
    """causalml's X-learner on boosted trees."""
    from causalml.inference.meta import BaseXRegressor

    return (_causalml(BaseXRegressor(learner=_boosted()), w),)


def causalml_dr(w: World) -> tuple:
    """causalml's DR-learner on boosted trees."""
    from causalml.inference.meta import BaseDRRegressor

    return (_causalml(BaseDRRegressor(learner=_boosted()), w),)


def sklift_two_models(w: World) -> tuple:
    """scikit-uplift's two models, boosted trees."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklift.models import TwoModels

    def made():
        return HistGradientBoostingClassifier(random_state=0) if w.binary else _boosted()

    return (np.ravel(TwoModels(made(), made()).fit(w.x, w.y, w.t).predict(w.x)),)


def _known_propensity(w: World) -> dict:
    from sklearn.dummy import DummyClassifier

    return {"model_propensity": DummyClassifier()} if w.randomised else {}


def _boosted():
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(random_state=0)


def _inferred(learner, w: World, **given) -> tuple:
    effect = learner.fit(w.y, w.t, **given).effect_inference(w.x)
    return tuple(np.ravel(part) for part in (effect.point_estimate, *effect.conf_int(alpha=0.05)))


def _causalml(learner, w: World) -> np.ndarray:
    given = {"p": np.full(len(w.t), w.t.mean())} if w.randomised else {}
    return np.ravel(learner.fit_predict(X=w.x, treatment=w.t, y=w.y, **given))


def main(data: Path, wanted: list[str]) -> None:
    """Run every library that is installed on every world."""
    for library, package, run in PEERS:
        try:
            distribution(package)
        except PackageNotFoundError:
            print(json.dumps({"library": library, "missing": package}), flush=True)
            continue
        print(json.dumps({"library": library, "package": package, "megabytes": megabytes(package)}), flush=True)
        run(world(names()[0]))
        for name in wanted:
            w, start = world(name, data=data), time.process_time()
            told = score(w, *run(w))
            print(json.dumps({"library": library, "world": name, "seconds": time.process_time() - start, **told}), flush=True)


PEERS: tuple[tuple[str, str, Callable[[World], tuple]], ...] = (
    ("econml LinearDRLearner", "econml", econml_linear_dr),
    ("econml ForestDRLearner", "econml", econml_forest_dr),
    ("econml CausalForestDML", "econml", econml_causal_forest),
    ("econml XLearner", "econml", econml_x),
    ("causalml X-learner", "causalml", causalml_x),
    ("causalml DR-learner", "causalml", causalml_dr),
    ("scikit-uplift TwoModels", "scikit-uplift", sklift_two_models),
)

if __name__ == "__main__":
    # They warn of their own libraries' future; a benchmark's output is its table.
    warnings.filterwarnings("ignore")
    main(Path(sys.argv[1]), sys.argv[2:])
