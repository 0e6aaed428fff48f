// Whether what is told of an option stands under other accounts of how things work.

const jobUnder = (account, job) => `${account}|${job}`;

/** What each account says by now of an option, nothing of too few cases; those of a rule are some of those there are. */
function underAccounts(job) {
  return numbers.accounts.map(({ rule, words: set }, n) => {
    const some = rule === null ? [] : worlds.ofRule(rule), found = set.length ? compared(jobUnder(n, job), jobUnder(n, BASE)) : compared(job, BASE, some);
    if (!set.length && some.length < FEW) return { done: true, account: words.accounts[n] };
    return { done: found.there.length >= Math.min(set.length ? ENOUGH : some.length, worlds.number), account: words.accounts[n], row: found.rows.people };
  });
}

/** Whether all accounts say the same of an option, once all are there, and a row for each that is. */
function accountsOf(job, name) {
  const each = underAccounts(job).filter(({ done }) => done), told = each.filter(({ row }) => row).map(({ row }) => row);
  const [more, fewer] = [1, -1].map((sign) => told.filter((row) => isClear(row, sign)).length), number = told.length;
  const key = more === number ? "all_more" : fewer === number ? "all_fewer" : more + fewer ? "accounts_differ" : "none_tells";
  const few = joined(each.filter(({ row }) => !row).map(({ account }) => account)), said = [say(key, { number, more, fewer, untold: number - more - fewer }), ...(few && [say("not_counted", { names: few })])].join(" ");
  const line = number && each.length === numbers.accounts.length ? [paragraph(said)] : [];
  const rows = each.map(({ account, row }) => [asBeginning(account), row ? moreOf(row) : words.few_worlds, row && (row.above || row.below) ? verdictInWords(row) : NONE]);
  return [...line, rowsUnder([words.account, say("people_apart", { where: rangeHead(told[0]?.worlds ?? FEW) }), words.verdict], rows, say("of_beside", { name, base: words.base, years: years(ahead) }))];
}

function tellAccounts() {
  const job = keyOf(moved), each = triedFor && triedFor === job ? underAccounts(job) : [], done = each.filter((one) => one.done).length, counted = each.filter(({ row }) => row).length;
  here("accounts").replaceChildren(...(done ? accountsOf(job, nameOf(moved)) : []));
  here("tried").textContent = each.length ? (done < each.length && trouble()) || say(done === each.length && counted < done ? "tried_few" : "tried", { done, all: each.length, number: counted }) : job ? "" : words.no_option;
  if (each.length && done === each.length) announce(here("tried").textContent);
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
