// Whether what is told of an option stands under other accounts of how things work.

const jobUnder = (account, job) => `${account}|${job}`;

/** What each account that can be told by now says; those of a rule are some of the cases that are there. */
function underAccounts(job) {
  return numbers.accounts.map(({ rule, words: set }, n) => {
    if (rule !== null && !worlds.sets) return { done: false };
    const some = rule === null ? [] : worlds.ofRule(rule), found = set.length ? compared(jobUnder(n, job), jobUnder(n, BASE)) : compared(job, BASE, some), all = set.length ? ENOUGH : some.length;
    const account = words.accounts[n], number = Math.min(all, worlds.number);
    if (!set.length && some.length < FEW) return { done: true, said: say("few_worlds", { account }) };
    if (found.there.length < number) return { done: false };
    return { done: true, said: say("under", { account, answer: answer(found.rows.people, nameOf(moved), words.base) }) };
  });
}

function tellAccounts() {
  const job = keyOf(moved);
  if (!triedFor || triedFor !== job) {
    here("tried").textContent = job ? "" : words.no_option;
    here("accounts").replaceChildren();
    return;
  }
  const each = underAccounts(job), done = each.filter((one) => one.done);
  here("tried").textContent = (done.length < each.length && trouble()) || say("tried", { done: done.length, all: each.length });
  here("accounts").replaceChildren(...done.map(({ said }) => Object.assign(document.createElement("li"), { textContent: said })));
  if (done.length === each.length) announce(here("tried").textContent);
}

/** Live the first cases under each account, going on and with the option; and all as things are, of which those of a
 *  rule are a part. */
function tryAccounts() {
  triedFor = keyOf(moved);
  if (!triedFor) return tellAccounts();
  const both = (name, number, set) => [[name(BASE), number, {}, set], [name(triedFor), number, { ...moved }, set]];
  const under = numbers.accounts.flatMap(({ words: set }, n) => set.length ? both((job) => jobUnder(n, job), ENOUGH, set) : []);
  worlds.ask([...both((job) => job, worlds.number, []), ...under]);
  tellAccounts();
}
let triedFor = "";
