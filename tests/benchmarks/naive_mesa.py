"""The programme written naively in Mesa: every resident is an agent that steps every week.

What one would write first, kept as a yardstick of speed. One pool without space: pairs lead groups of eight, three
members in four complete and one of these in three wishes to facilitate; ten a year are trained, topped up from outside.
"""

from math import exp, log
from time import perf_counter

from mesa import Agent, Model

PEOPLE, FOUNDERS, PLACES, TRAINING_WEEK = 163_937, 10, 10, 6
SIZE, RECRUITING_WEEKS, WEEKS, WISH, ACCEPT, ACTIVE, READY_AFTER = 8, 6, 17, 1 / 3, 0.8, 0.9, 6
INFORMED, RECEPTIVE, ACQUAINTANCES, OTHERS, JOIN = ("completer", "aspirant", "facilitator"), 0.15, 10, 0.002, 0.1
DROP_OUT, RESTED = 1 - 0.75 ** (1 / WEEKS), 1 - exp(-1 / 6)
LEAVE, LOSE_INTEREST, STOP_WAITING, TURNOVER, FORGET = (1 - exp(-rate / 52) for rate in (0.25, log(2), 1.4, 0.03, 1.0))


class Resident(Agent):
    def __init__(self, model):
        super().__init__(model)
        self.status, self.exposures, self.acquaintances = "none", 0, []
        self.receptive = self.random.random() < RECEPTIVE

    def step(self):
        chance = self.random.random
        if chance() < TURNOVER:
            self.receptive = chance() < RECEPTIVE
        if self.exposures and chance() < FORGET:
            self.exposures -= 1
        if self.status == "none":
            told = self.random.choice(self.acquaintances).status in INFORMED
            if told or chance() < OTHERS:
                self.exposures += 1
                if self.receptive and chance() < JOIN:
                    self.status = "waiting"
                    self.model.waiting.append(self)
        elif self.status == "waiting" and chance() < STOP_WAITING:
            self.status = "none"
            self.model.waiting.remove(self)
        elif self.status == "in group" and chance() < DROP_OUT:
            self.status = "dropped"
        elif self.status == "aspirant" and chance() < LOSE_INTEREST:
            self.status = "completer"
            self.model.aspirants.remove(self)


class Facilitator(Agent):
    def __init__(self, model, ready_after=0):
        super().__init__(model)
        self.status, self.leaving, self.not_before = "resting", False, model.week + ready_after

    def step(self):
        self.leaving = self.leaving or self.random.random() < LEAVE
        if self.leaving and self.status != "leading":
            self.remove()
        elif self.status == "resting" and self.model.week >= self.not_before and self.random.random() < RESTED:
            self.status = "ready"


class Group(Agent):
    def __init__(self, model, leaders):
        super().__init__(model)
        self.leaders, self.members, self.weeks = leaders, [], 0

    def step(self):
        self.weeks += 1
        if not self.members and self.weeks >= RECRUITING_WEEKS and len(self.model.waiting) >= SIZE:
            self.members, self.model.waiting = self.model.waiting[:SIZE], self.model.waiting[SIZE:]
            self.model.participants, self.weeks = self.model.participants + SIZE, 0
            for member in self.members:
                member.status = "in group"
        elif self.members and self.weeks >= WEEKS:
            completers = [member for member in self.members if member.status == "in group"]
            self.model.completers += len(completers)
            for member in completers:
                member.status = "aspirant" if self.random.random() < WISH else "completer"
            self.model.aspirants += [member for member in completers if member.status == "aspirant"]
            self.leaders[0].status = self.leaders[1].status = "resting"
            self.remove()


class Programme(Model):
    def __init__(self, residents, seed):
        super().__init__(rng=seed)
        self.week, self.participants, self.completers, self.trained = 0, 0, 0, FOUNDERS
        self.waiting, self.aspirants = [], []
        people = [Resident(self) for _ in range(residents)]
        for person in people:
            person.acquaintances = self.random.choices(people, k=ACQUAINTANCES)
        for person in self.random.sample(people, FOUNDERS):
            person.status = "facilitator"
            Facilitator(self)

    def step(self):
        if self.week > 52 and self.week % 52 == TRAINING_WEEK:  # the founders are the first year's session
            for aspirant in [a for a in self.aspirants if self.random.random() < ACCEPT][:PLACES]:
                self.aspirants.remove(aspirant)
                aspirant.status = "facilitator"
            self.trained += PLACES  # places that aspirants leave are filled from outside
            for _ in range(sum(self.random.random() < ACTIVE for _ in range(PLACES))):
                Facilitator(self, READY_AFTER)
        self.agents.shuffle_do("step")
        ready = self.agents_by_type[Facilitator].select(lambda f: f.status == "ready").shuffle().to_list()
        for pair in zip(ready[::2], ready[1::2], strict=False):
            pair[0].status = pair[1].status = "leading"
            Group(self, pair)
        self.week += 1


def run(weeks: int = 520, residents: int = PEOPLE, seed: int = 1) -> dict[str, float]:
    """Totals of one run, and the seconds of its set-up and run."""
    start = perf_counter()
    model = Programme(residents, seed)
    built = perf_counter()
    for _ in range(weeks):
        model.step()
    seconds = {"set_up_s": built - start, "run_s": perf_counter() - built}
    totals = {name: getattr(model, name) for name in ("participants", "completers", "trained")}
    return totals | {"facilitators": len(model.agents_by_type[Facilitator]), "waiting": len(model.waiting)} | seconds
