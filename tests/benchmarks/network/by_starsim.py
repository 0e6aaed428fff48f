"""The contagion of `ours` in Starsim, in steps of a week: an SIR disease from which nobody recovers.

Starsim brings some forty packages, so that it has an environment of its own, and this file imports nothing of ours:

    python3.13 -m venv FOLDER && FOLDER/bin/pip install starsim==3.7.2
    python -m tests.benchmarks.network.peers --starsim FOLDER/bin/python

`peers` calls it with the file of ties, and reads one line of JSON.
"""

import json
import sys
from importlib import import_module
from time import process_time


def network(ties):
    """A network of Starsim that has these ties from the start. (`ss.StaticNet` takes a NetworkX graph, and goes through
    all of it several times to set up: 47 s for 193,000 people.)"""
    ss = import_module("starsim")

    class Ties(ss.Network):
        def init_post(self):
            super().init_post()
            self.append({"p1": ties[:, 0], "p2": ties[:, 1], "beta": ties[:, 0] * 0.0 + 1})

        def step(self):
            pass

    return Ties()


def run(ties, seed, beta, founders, weeks):
    """Adopters after so many weeks, founders included, and the seconds of set-up and run."""
    ss, start = import_module("starsim"), process_time()
    never = ss.constant(ss.years(1000))
    contagion = ss.SIR(beta=ss.perweek(beta), init_prev=ss.choose_n(founders), dur_inf=never, p_death=0)
    # Of a duration of n weeks there are n + 1 steps, and in each of them the idea is passed on.
    how = {"dt": ss.week, "dur": weeks - 1, "rand_seed": seed, "verbose": 0}
    model = ss.Sim(n_agents=int(ties.max()) + 1, networks=network(ties), diseases=contagion, **how)
    model.init()
    built = process_time()
    model.run()
    adopters = int(model.results.sir.n_infected[-1])
    return {"adopters": adopters, "set_up_s": built - start, "run_s": process_time() - built}


def main(file, runs, beta, founders, weeks):
    """Some runs after one that is not counted, as something of Starsim is compiled in it."""
    ties = import_module("numpy").load(file)
    made = [run(ties, seed, beta, founders, weeks) for seed in range(runs + 1)][1:]
    print(json.dumps({"version": import_module("starsim").__version__, "runs": made}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
