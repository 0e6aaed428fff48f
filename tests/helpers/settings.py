"""Settings that several tests have, over a scenario of the library."""

KERNEL = "kernel.toml"
SOLO = ["training.founders=200", "facilitation.leaders=1", "training.top_up=autonomous", "training.active_share=1"]
ALL_ACTIVE = ["training.active_share=1", "training.top_up=autonomous", "training.places=0", "volunteering.wish=0"]
BUSY = ["outreach.factor=4", "outreach.letters=2000", "demand.distance_km=20", "training.period_weeks=20"]
MOVING = ["population.turnover_per_year=0.2", "population.student_turnover_per_year=0.5"]
AMPLE = "budget.per_year=1000000"
