// Each table and each chart as a table for a spreadsheet: a button below it, and one function that writes all of them.

const FORMULA = /^[=+\-@\t\r]/; // with which a text begins that a spreadsheet takes for a formula (`sim/files.py`)
let lastOffered = null; // the button that had the focus last

// ---- cells ---------------------------------------------------------------------------------------------------------------

/** What stands in a cell, without the marks of a head that sorts. */
const saidIn = (cell) => [...cell.childNodes].map((one) => one.textContent).join(" ").replace(/ [▲▼]$/, "");

/** A written number as a spreadsheet of the language reads it; nothing where a text is none. */
function numberIn(said) {
  const plain = said.replaceAll(words.signs.group, "").replace("\u2212", "-");
  return Number.isNaN(Number(plain.replace(words.signs.decimal, ".") || NaN)) ? "" : plain;
}

/** The numbers of a range, with the median before it where there is one; nothing where a text is no range. */
function rangeIn(said) {
  const [, to] = words.between.match(/^\{low\}(.*)\{high\}$/), [, before, range] = said.match(/^(?:([^() ]+) \()?([^()]*?)\)?$/) ?? [];
  const ends = (range ?? "").split(to).map(numberIn);
  if (!ends.every(Boolean) || (ends.length < 2 && !before)) return null;
  return [...(before ? [numberIn(before)] : []), ends[0], ends.at(-1)];
}

/** A column with ranges as columns of numbers: the median, if there is one, and both ends. */
function columnsIn([head, ...cells]) {
  const ranges = cells.map(rangeIn), most = Math.max(1, ...ranges.filter(Boolean).map((range) => range.length));
  if (most === 1) return [[head, ...cells.map((said) => numberIn(said) || said)]];
  const heads = [...(most > 2 ? [head] : []), ...[words.low, words.high].map((end) => say("of_commune", { commune: head, value: end }))];
  const all = cells.map((said, n) => ranges[n] ?? (numberIn(said) ? Array(most).fill(numberIn(said)) : [said, "", ""])); // a number alone is the same in all cases
  return heads.map((one, n) => [one, ...all.map((range) => range[n])]);
}

const rowsOfTable = (table) => [...table.rows].map((row) => [...row.cells].filter((cell) => !cell.hidden).map(saidIn));
const turned = (rows) => rows[0].map((_, n) => rows.map((row) => row[n] ?? ""));

// ---- files ---------------------------------------------------------------------------------------------------------------

/** Rows of texts and numbers as CSV of the language; a text is no formula. */
function asCsv(rows) {
  const written = (one) => (typeof one === "number" ? String(Number(one.toPrecision(6))).replace(".", words.signs.decimal) : FORMULA.test(one) && !numberIn(one) ? `'${one}` : one);
  const comma = words.signs.decimal === "," ? ";" : ",";
  return ["\ufeff", ...rows.map((row) => `${row.map((one) => `"${written(one).replaceAll('"', '""')}"`).join(comma)}\r\n`)];
}

function saveCsv(name, rows) {
  const plain = name.normalize("NFD").toLowerCase().replace(/[^a-z0-9 ]/g, "").trim().replace(/ +/g, "-").slice(0, 60);
  offer(new Blob(asCsv(rows), { type: "text/csv" }), `${plain}.csv`);
}

// ---- on the page ---------------------------------------------------------------------------------------------------------

const captionOf = (table) => table.caption?.textContent ?? here(table.getAttribute("aria-labelledby"))?.textContent ?? here(opened()).querySelector("h2").textContent;

/** A button behind each table and chart that has none. */
function offerCsv() {
  const add = (shown, name, rows) => {
    if (shown.nextElementSibling?.matches(".csv")) return;
    const made = Object.assign(button("CSV", () => saveCsv(name(), rows())), { className: "quiet csv", ariaLabel: say("of_commune", { commune: "CSV", value: name() }) });
    shown.after(made);
    if (lastOffered && !lastOffered.isConnected && document.activeElement === document.body && lastOffered.ariaLabel === made.ariaLabel) made.focus();
  };
  for (const table of here("main").querySelectorAll("table")) add(table.closest(".scroll") ?? table, () => captionOf(table), () => turned(turned(rowsOfTable(table)).flatMap(columnsIn)));
  for (const chart of here("main").querySelectorAll("svg[data-rows]")) add(chart, () => chart.querySelector("title").textContent, () => JSON.parse(chart.dataset.rows));
}

/** Offer what is shown now, and what will be. */
function watchTables() {
  new MutationObserver(offerCsv).observe(here("main"), { childList: true, subtree: true });
  here("main").addEventListener("focusin", ({ target }) => { lastOffered = target.matches(".csv") ? target : null; });
  offerCsv();
}
