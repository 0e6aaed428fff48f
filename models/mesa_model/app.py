"""The model in Mesa's SolaraViz: `solara run app.py`, with a slider for each of three parameters."""

from collections import Counter

import networkx as nx
import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from contagion.models.mesa_model.model import ProgrammeModel


@solara.component
def Map(model: ProgrammeModel) -> None:
    """Draw the communes; the area of a disc shows how many participants live there."""
    update_counter.get()  # draws again after each step
    graph, figure = model.space.G, Figure()
    places = nx.get_node_attributes(graph, "pos")
    people = Counter(resident.commune for group in model.groups for resident in group.members)
    axes = figure.subplots()
    axes.set_title(f"Week {model.week}: where {people.total():,} participants live")
    axes.set_axis_off()
    nx.draw_networkx_edges(graph, places, width=0.4, edge_color="grey", ax=axes)
    nx.draw_networkx_nodes(graph, places, node_size=[4 + 4 * people[number] for number in graph], ax=axes)
    solara.FigureMatplotlib(figure, format="png", bbox_inches="tight")


model_params = {
    "seed": Slider("Seed", 1, min=1, max=100, step=1),
    "training__places": Slider("Training places", 10, min=0, max=40, step=1),
    "volunteering__wish": Slider("Completers who wish", 0.33, min=0.0, max=1.0, step=0.01),
    "partners__contacts_per_month": Slider("Contacts per month", 4, min=0, max=12, step=1),
}

page = SolaraViz(
    ProgrammeModel(seed=1),
    components=[Map, make_plot_component("participants"), make_plot_component("facilitators_active")],
    model_params=model_params,
    name="A programme that spreads from person to person",
)
