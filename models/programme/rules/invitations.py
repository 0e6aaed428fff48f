"""Personal invitations (S3, stages 4, 9 and 11). A completer invites a Poisson number of people (mean
`invitations.per_completer`), at dates spread over the `invitations.completer_weeks` after the group; each leader of a
group that opens invites a Poisson number (mean `invitations.per_facilitator`) over its recruiting time. Whom they ask
is in `models/world/compiled/contacts.py`. If `invitations.pass_on` is on, people who are told for the first time, in
person, and do not register pass it on, `invitations.pass_on_ratio` as much as a completer (`registering.py`).

Those of another programme (S15, stage 14) are made in the same way, by its participants and leaders.
"""

from contagion.models.programme.books.log import count_told
from contagion.models.programme.books.people import known
from contagion.models.programme.books.telling import first_note, invite, tell, word_of_an_outsider
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
def deliver(state, programme=0):
    """Make the invitations of the week (stage 9)."""
    p, n = state.parameters, first_note(state, programme)
    while n != NONE:
        note = state.diary[n]
        if not programme:
            count_told(state, note.channel)
        if note.readiness > 0 or (p.invitations.pass_on and not programme):
            strength = p.registering.word_of_mouth
            if note.channel == BY_FACILITATOR:
                strength = p.registering.facilitator * word_of_a_facilitator(state, note.inviter, programme)
            tell(state, note.person, note.inviter, strength, note.channel, note.readiness)
        n = note.next


@compiled
def word_of_a_facilitator(state, inviter, programme):
    """Weight of a facilitator's word: 1 for a former participant, less for others (S4, c_src). A member who leads their
    own group is no facilitator."""
    found = state.people[known(state, inviter, programme)].facilitator
    if found == NONE or state.facilitators[found].source == PARTICIPANT:
        return 1.0
    return word_of_an_outsider(state)
