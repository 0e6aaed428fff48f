// The page without this script is a form; with it, answers come by themselves. Plain, one file, nothing from elsewhere.
const here = document.body.dataset;
const all = (choice, root = document) => [...root.querySelectorAll(choice)];
const one = (choice, root = document) => root.querySelector(choice);
const say = (text) => { one("#said").textContent = text; };
const html = window.trustedTypes?.createPolicy("contagion", { createHTML: (text) => text });
document.documentElement.classList.add("scripted");

// ---- the address holds the view: links have it from there, and forms what they do not ask for ----
let view = here.query;
function show(query) {
  view = query;
  const address = `${here.path}${view && `?${view}`}${location.hash}`;
  if (!location.href.endsWith(address)) history.replaceState(null, "", address);
  for (const it of all("[data-keep]")) {
    const at = it.href ? "href" : "action", url = new URL(it[at]);
    url.search = [view, it.dataset.add].filter(Boolean).join("&");
    it[at] = url;
  }
}
for (const old of all("[data-keeps] [data-kept]")) old.remove();
addEventListener("formdata", ({ target, formData }) => {
  const own = new Set(formData.keys());
  for (const [name, value] of new URLSearchParams(target.matches("[data-keeps]") ? view : "")) {
    const field = `${name}.${value.split("=")[0]}`; // that asks for the same: set=group.size=8, set.group.size
    if (!own.has(name) && !own.has(field)) formData.append(name, value);
  }
});
if (here.path && !(one("#wrong") && location.pathname === here.path)) show(view); // what a form sent, in one form

// ---- answers arrive ----
const streams = new Map();
const visitor = crypto.randomUUID(); // of this page: however often a lever moves, one visitor asks
const answers = { progress, part, end: ended, failed, over };
function listen() {
  one("#main").ariaBusy = "true";
  for (const { dataset } of all("[data-stream]")) {
    const kind = dataset.stream;
    const stream = new EventSource(`${dataset.from}&visitor=${visitor}&${view}`);
    streams.get(kind)?.close();
    streams.set(kind, stream);
    for (const name in answers) stream.addEventListener(name, ({ data }) => answers[name](JSON.parse(data), kind));
    let gone = 0; // times that the browser, which asks again by itself, has found nobody
    stream.addEventListener("open", () => { gone = 0; });
    stream.addEventListener("error", () => { if (gone++) lost(); });
  }
}
function progress(told, kind) {
  if (told.view !== undefined) show(told.view);
  if (told.said) say(told.said);
  const bar = one(`[data-bar="${kind}"]`);
  if (!bar) return;
  Object.assign(bar, { max: told.total || 1, value: told.done });
  one(`[data-progress="${kind}"]`).textContent = told.words;
  Object.assign(one(`[data-stop="${kind}"]`), { hidden: told.ended, action: `/stop/${told.job}` });
}
function ended({ words, stopped }, kind) {
  streams.get(kind).close();
  streams.delete(kind);
  if (!streams.size) one("#main").ariaBusy = "false";
  if (stopped || !streams.size) say(words);
  const { then } = one(`[data-stream="${kind}"]`).dataset;
  if (then && !stopped) location.replace(then);
}
function failed({ words }, kind) {
  for (const line of all("[data-progress]")) line.textContent = words;
  ended({ words, stopped: true }, kind);
}
function tell(words) {
  for (const line of all("[data-progress]")) line.textContent = words;
  say(words);
}
function over({ words }) { // the server was stopped
  for (const stream of streams.values()) stream.close();
  streams.clear();
  for (const form of all("[data-stop]")) form.hidden = true;
  one("#main").ariaBusy = "false";
  tell(words);
}
function lost() {
  if (streams.size) tell(here.lost);
}
const known = (it) => `${it.tagName} ${it.id || it.href || it.closest("[id]").id}`;
function part({ id, html: text }) {
  const region = document.getElementById(id);
  if (!region) return;
  const focus = region.contains(document.activeElement) && known(document.activeElement);
  const open = all("details[open]", region).map(known);
  const scrolled = all(".scroll", region).map((it) => [it.scrollLeft, it.scrollTop]);
  region.innerHTML = html?.createHTML(text) ?? text;
  for (const it of all("details", region)) it.open = open.includes(known(it));
  all(".scroll", region).forEach((it, at) => it.scrollTo(...(scrolled[at] ?? [0, 0])));
  colour();
  rove(stops()[0]);
  if (focus) all("*", region).find((it) => known(it) === focus)?.focus({ preventScroll: true });
}

// ---- levers ----
const moves = one("#moves");
let soon = 0;
function moved() {
  for (const old of all("#wrong, #moves .wrong:not(.bounds)")) old.remove();
  const sent = new FormData(moves);
  for (const field of all("[data-usual]", moves)) {
    const valid = field.checkValidity();
    const other = field.value !== "" && field.value !== field.dataset.usual;
    field.ariaInvalid = valid ? null : "true";
    field.closest(".field").classList.toggle("moved", other);
    if (!valid || !other) sent.delete(field.name);
  }
  view = new URLSearchParams(sent).toString(); // which the server says in one form
  say(moves.dataset.anew);
  listen();
}
moves?.addEventListener("input", ({ target }) => {
  if (target.dataset.reload !== undefined) return moves.submit();
  for (const twin of all("input", target.closest(".field"))) if (twin !== target) twin.value = target.value;
  clearTimeout(soon);
  soon = setTimeout(moved, 150);
});
one("[data-back]")?.addEventListener("click", () => {
  for (const field of all("[data-usual]", moves)) {
    field.value = field.dataset.usual;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
one("#file")?.addEventListener("drop", ({ target }) => { // opens at once; what is chosen does when it is asked to
  target.addEventListener("change", () => target.form.requestSubmit(), { once: true });
});
moves?.addEventListener("submit", (event) => event.preventDefault()); // what was typed is answered by itself
addEventListener("submit", (event) => {
  if (!event.target.matches("[data-stop]")) return;
  event.preventDefault();
  fetch(event.target.action, { method: "POST", redirect: "manual" });
});

// ---- the map: year, pause, and the list of communes beside it ----
const year = one("#year"), play = one("[data-play]");
let playing = 0;
function colour() {
  const at = (year?.value ?? 1) - 1;
  for (const it of all("[data-values]")) it.textContent = it.dataset.values.split("|")[at];
  if (year) year.ariaValueText = one("#year-said").textContent;
  const { colours, communes, told } = JSON.parse(one("#map [data-fills]")?.dataset.fills ?? "{}");
  for (const path of all("#map path[data-commune]")) {
    path.setAttribute("fill", colours[communes[path.dataset.commune][at]]);
    path.firstElementChild.textContent = told[path.dataset.commune][at];
  }
}
function pause() {
  clearInterval(playing);
  playing = 0;
  play.textContent = play.dataset.play;
}
function step() {
  year.value = year.value === year.max ? year.min : Number(year.value) + 1;
  colour();
  if (year.value === year.max) pause();
}
play?.addEventListener("click", () => {
  if (playing) return pause();
  play.textContent = play.dataset.pause;
  playing = setInterval(step, matchMedia("(prefers-reduced-motion: reduce)").matches ? 2500 : 1000);
  step();
});
year?.addEventListener("input", () => { pause(); colour(); });
one("[data-look]")?.addEventListener("change", ({ target }) => {
  const query = new URLSearchParams(view);
  query.set(target.name, target.value);
  show(query.toString());
  if (target !== year) listen();
});
function mark({ target }) { // on the map and in the list
  const code = target.closest("[data-commune]")?.dataset.commune;
  if (code) for (const it of all("[data-commune]")) it.classList.toggle("here", it.dataset.commune === code);
}
addEventListener("pointerover", mark);
addEventListener("focusin", mark);
addEventListener("click", ({ target }) => {
  if (target.matches("path[data-commune]")) one(`tr[data-commune="${target.dataset.commune}"] a`)?.click();
});

// ---- one stop for a whole list of links, through which arrows go ----
const stops = () => all("[data-rove] a");
function rove(to) {
  for (const link of stops()) link.tabIndex = link === to ? 0 : -1;
}
addEventListener("focusin", ({ target }) => { if (stops().includes(target)) rove(target); });
addEventListener("keydown", (event) => {
  const links = stops(), at = links.indexOf(event.target);
  const to = { ArrowDown: links[at + 1], ArrowUp: links[at - 1], Home: links[0], End: links.at(-1) }[event.key];
  if (at < 0 || !to) return;
  event.preventDefault();
  to.focus();
});

rove(stops()[0]);
addEventListener("pageshow", () => { if (one("[data-stream]") && !one("#wrong")) listen(); }); // also by the way back
