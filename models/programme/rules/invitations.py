"""Personal invitations (S3, stages 4, 9 and 11). A completer invites a Poisson number of people (mean
`invitations.per_completer`), at dates spread over the `invitations.completer_weeks` after the group; each leader of a
group that opens invites a Poisson number (mean `invitations.per_facilitator`) over its recruiting time. Whom they ask
is in `models/world/compiled/contacts.py`. If `invitations.pass_on` is on, people who are told for the first time, in
person, and do not register pass it on, `invitations.pass_on_ratio` as much as a completer (`registering.py`).
"""

from contagion.models.programme.books.exposures import tell
from contagion.models.programme.books.invitations import first_note, invite
from contagion.models.programme.books.outreach import word_of_an_outsider
from contagion.models.programme.books.people import known
from contagion.models.programme.books.tally import count_told
from contagion.models.programme.layout import ENDED_GROUPS
from contagion.models.records import BY_FACILITATOR, NONE, PARTICIPANT, WORD_OF_MOUTH
from contagion.sim.core.compiling import compiled


@compiled
def completers_invite(state):
    """Open the window of the completers of the groups that ended this week."""
    p = state.parameters.invitations
    for n in range(state.counts[ENDED_GROUPS]):
        group = state.groups[state.lists[ENDED_GROUPS, n]]
        for seat in range(group.first_seat, group.first_seat + group.completers):
            person = state.residents[state.seats[seat].completer].id
            invite(state, person, 0, p.per_completer, p.completer_weeks, WORD_OF_MOUTH)


@compiled
def deliver(state):
    """Make the invitations of the week (stage 9)."""
    p, n = state.parameters, first_note(state)
    while n != NONE:
        note = state.diary[n]
        count_told(state, note.channel)
        if note.readiness > 0 or p.invitations.pass_on:
            strength = p.registering.word_of_mouth
            if note.channel == BY_FACILITATOR:
                strength = p.registering.facilitator * word_of_a_facilitator(state, note.inviter)
            tell(state, note.person, note.inviter, strength, note.channel, note.readiness)
        n = note.next


@compiled
def word_of_a_facilitator(state, inviter):
    """Weight of a facilitator's word: 1 for a former participant, less for others (S4, c_src)."""
    one = state.facilitators[state.people[known(state, inviter)].facilitator]
    return 1.0 if one.source == PARTICIPANT else word_of_an_outsider(state)
