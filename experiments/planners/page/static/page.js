// The page without this script is a form; with it, answers come by themselves. Plain, one file, nothing is fetched from elsewhere.
const here = document.body.dataset;
const all = (choice, root = document) => [...root.querySelectorAll(choice)];
const one = (choice, root = document) => root.querySelector(choice);
const html = window.trustedTypes ? trustedTypes.createPolicy("contagion", { createHTML: (text) => text }) : { createHTML: (text) => text };
const still = matchMedia("(prefers-reduced-motion: reduce)");
const words = one("#words")?.dataset ?? {};
document.documentElement.classList.add("scripted");

const say = (text) => { one("#said").textContent = text; };
one("#wrong")?.focus();

// ---- the address holds the view ----
const view = () => new URLSearchParams(one("#wrong") ? here.query : location.search); // without what is to be corrected
function show(query) {
  const text = query.toString();
  history.replaceState(null, "", `/${here.lang}/${here.path}${text ? `?${text}` : ""}${location.hash}`);
  for (const link of all("[data-keep]")) {
    const url = new URL(link.href), asked = new URLSearchParams(text);
    for (const name of ["table", "picture", "euros"]) if (url.searchParams.has(name)) asked.set(name, url.searchParams.get(name));
    for (const [name, value] of new URLSearchParams(link.dataset.add)) asked.append(name, value);
    url.search = asked.toString();
    link.href = url;
  }
  for (const form of all("[data-keeps], [data-look]")) {
    const own = new Set(all("[name]:not([data-kept])", form).map((field) => field.name));
    for (const old of all("[data-kept]", form)) old.remove();
    for (const [name, value] of query) if (!own.has(name)) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      form.lastChild.dataset.kept = "";
    }
  }
  const drop = one("[data-drop]");
  if (drop) drop.action = `${drop.action.split("?")[0]}${text ? `?${text}` : ""}`;
}

if (here.page !== "error" && (!location.pathname.endsWith(`/${here.path}`) || (!one("#wrong") && location.search !== here.query))) show(new URLSearchParams(here.query)); // what a form sent, in one form

// ---- answers arrive ----
const streams = new Map();
const visitor = crypto.randomUUID(); // of this page: however often a lever moves, one visitor asks
let quarter = 0;
function listen() {
  one("#main").setAttribute("aria-busy", "true");
  for (const { dataset } of all("[data-stream]")) {
    const kind = dataset.stream, query = view();
    query.set("page", here.page);
    query.set("which", here.which);
    query.set("lang", here.lang);
    query.set("visitor", visitor);
    streams.get(kind)?.close();
    const stream = new EventSource(`/stream/${kind}?${query}`);
    streams.set(kind, stream);
    stream.addEventListener("progress", (event) => progress(JSON.parse(event.data), kind));
    stream.addEventListener("part", (event) => part(JSON.parse(event.data)));
    stream.addEventListener("end", (event) => {
      const { stopped } = JSON.parse(event.data);
      stream.close();
      ended(kind, stopped);
      if (stopped || streams.size) return;
      say(words.done);
      if (one("[data-then]")) location.replace(one("[data-then]").dataset.then);
    });
    stream.addEventListener("error", () => { if (stream.readyState === EventSource.CLOSED) refused(stream.url, kind); });
    stream.addEventListener("failed", (event) => { stream.close(); failed(event.data, kind); });
  }
}
function progress({ job, done, total, ended: over, words: told }, kind) {
  const bar = one(`[data-bar="${kind}"]`);
  if (!bar) return;
  bar.closest(".progress").hidden = false;
  one(`[data-progress="${kind}"]`).textContent = told;
  Object.assign(bar, { max: total || 1, value: done });
  const stop = one(`[data-stop="${kind}"]`);
  stop.hidden = over;
  if (job) stop.action = `/stop/${job}`;
  const reached = total ? Math.floor((4 * done) / total) : 0;
  if (reached > quarter && reached < 4) say(words.quarter.replace("{share}", 25 * reached));
  if (reached === 4 && quarter < 4 && !over) say(told); // an answer may take seconds still
  quarter = reached;
}
function ended(kind, stopped) {
  const stop = one(`[data-stop="${kind}"]`);
  if (stop) stop.hidden = true;
  if (stopped) one(`[data-progress="${kind}"]`).textContent = words.ended;
  streams.delete(kind);
  if (!streams.size) one("#main").setAttribute("aria-busy", "false");
}
async function refused(url, kind) { // no stream at all: why, it says to whoever asks
  const answer = await fetch(url);
  if (!answer.ok) return failed((await answer.json()).error, kind);
  answer.body.cancel();
  listen();
}
function failed(data, kind) {
  let told = data;
  try { told = JSON.parse(data).words ?? data; } catch { /* plain words */ }
  for (const line of all("[data-progress]")) line.textContent = told;
  say(told);
  ended(kind);
}
function part({ id, html: text }) {
  const region = document.getElementById(id);
  if (!region) return;
  const open = all("details[open]", region).map((it) => it.id), focus = region.contains(document.activeElement) ? document.activeElement : null;
  const scrolled = all(".scroll", region).map((it) => [it.scrollLeft, it.scrollTop]);
  const place = focus && [focus.tagName, focus.id || focus.getAttribute("href") || focus.closest("[id]")?.id];
  region.innerHTML = html.createHTML(text);
  for (const name of open) document.getElementById(name)?.setAttribute("open", "");
  all(".scroll", region).forEach((it, at) => scrolled[at] && it.scrollTo(...scrolled[at]));
  if (place) all(place[0], region).find((it) => (it.id || it.getAttribute("href") || it.closest("[id]")?.id) === place[1])?.focus({ preventScroll: true });
  if (id === "map" || id === "communes") { colour(); rove(); }
}

// ---- levers ----
let soon = 0;
const moves = one("[data-moves]");
function moved() {
  const query = view(), own = new Set(all("[data-usual]", moves).map((field) => field.name));
  for (const kind of ["set", "assume"]) {
    const others = query.getAll(kind).filter((text) => !own.has(`${kind}.${text.split("=")[0]}`));
    query.delete(kind);
    for (const text of others) query.append(kind, text);
  }
  for (const name of own) query.delete(name);
  for (const field of all("[data-usual]", moves)) {
    const wrong = !field.checkValidity(), bounds = document.getElementById(`${field.id}-bounds`);
    if (bounds) bounds.hidden = !wrong;
    for (const told of all(".wrong:not([data-bounds])", field.closest(".field"))) told.remove();
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
    const other = field.value !== "" && Number(field.value) !== Number(field.dataset.usual || NaN);
    field.closest(".field").classList.toggle("moved", other);
    const [kind, ...name] = field.name.split(".");
    if (other && !wrong) query.append(kind, `${name.join(".")}=${field.value}`);
  }
  one("#wrong")?.remove();
  show(query);
  quarter = 0;
  say(words.anew);
  listen();
}
moves?.addEventListener("input", ({ target }) => {
  const pair = target.dataset.of ? document.getElementById(target.dataset.of) : one(`[data-of="${target.id}"]`);
  if (pair) pair.value = target.value;
  if (target.dataset.reload !== undefined) return;
  clearTimeout(soon);
  soon = setTimeout(moved, 150);
});
moves?.addEventListener("change", ({ target }) => {
  if (target.dataset.reload === undefined) return;
  const query = view();
  query.delete("scenario");
  query.delete("figure");
  for (const name of new Set(all("[name=scenario]", moves).map((it) => it.value).filter(Boolean))) query.append("scenario", name);
  location.search = query;
});
moves?.addEventListener("submit", (event) => { event.preventDefault(); moved(); });
one("[data-back]")?.addEventListener("click", () => {
  for (const field of all("[data-usual]", moves)) {
    field.value = field.dataset.usual;
    const range = one(`[data-of="${field.id}"]`);
    if (range) range.value = field.value;
  }
  moved();
});

// ---- the map: year, pause, and the list of communes beside it ----
const year = one("[data-year]"), play = one("[data-play]");
let playing = 0;
function colour() {
  const at = Number(year?.value ?? 1) - 1, fills = one("[data-fills]");
  if (year) {
    one("#year-said").textContent = year.dataset.labels.split(" ")[at];
    year.setAttribute("aria-valuetext", one("#year-said").textContent);
  }
  if (fills) {
    const { colours, communes, told } = JSON.parse(fills.dataset.fills);
    for (const path of all("path[data-commune]", fills)) {
      path.setAttribute("fill", colours[communes[path.dataset.commune][at]]);
      path.firstElementChild.textContent = told[path.dataset.commune][at];
    }
  }
  for (const cell of all("[data-values]")) cell.textContent = cell.dataset.values.split("|")[at];
}
year?.addEventListener("input", () => { pause(); colour(); });
year?.addEventListener("change", () => { const query = view(); query.set("year", year.value); show(query); });
function pause() {
  clearInterval(playing);
  playing = 0;
  if (play) play.textContent = play.dataset.playWords;
}
play?.addEventListener("click", () => {
  if (playing) return pause();
  if (year.value === year.max) year.value = year.min;
  play.textContent = play.dataset.pauseWords;
  playing = setInterval(() => {
    year.stepUp();
    colour();
    if (year.value === year.max) pause();
  }, still.matches ? 2500 : 1000);
});
one("#figure")?.addEventListener("change", ({ target }) => {
  const query = view();
  query.set("figure", target.value);
  show(query);
  listen();
});
function mark(code) {
  for (const it of all(".here[data-commune]")) it.classList.remove("here");
  if (code) for (const it of all(`[data-commune="${code}"]`)) it.classList.add("here");
}
const commune = (event) => event.target.closest?.("[data-commune]")?.dataset.commune;
for (const kind of ["focusin", "pointerover"]) addEventListener(kind, (event) => { if (commune(event)) mark(commune(event)); });
addEventListener("click", (event) => {
  const path = event.target.closest?.("path[data-commune]");
  if (path) one(`tr[data-commune="${path.dataset.commune}"] a`)?.click();
});
function rove(to) {
  const links = all("#communes tbody a, [data-rove] a");
  const now = to ?? links.find((it) => it === document.activeElement) ?? links[0];
  for (const link of links) link.tabIndex = link === now ? 0 : -1;
}
addEventListener("keydown", (event) => {
  const links = all("#communes tbody a, [data-rove] a"), at = links.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (at < 0 || to === undefined || !links[to]) return;
  event.preventDefault();
  rove(links[to]);
  links[to].focus();
});

// ---- stop, and a file that is dropped ----
addEventListener("submit", (event) => {
  if (event.target.dataset.stop === undefined) return;
  event.preventDefault();
  fetch(event.target.action, { method: "POST", body: new URLSearchParams(new FormData(event.target)), redirect: "manual" });
  event.target.hidden = true;
  say(words.ended);
});
const drop = one("[data-drop]");
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) drop?.addEventListener(kind, (event) => {
  event.preventDefault();
  drop.classList.toggle("over", kind === "dragover" || kind === "dragenter");
  if (kind !== "drop" || !event.dataTransfer.files.length) return;
  one("[type=file]", drop).files = event.dataTransfer.files;
  drop.requestSubmit();
});

colour();
rove();
if (one("#wrong")) one("#main").setAttribute("aria-busy", "false");
else if (one("[data-stream]")) listen();
addEventListener("pageshow", (event) => { if (event.persisted && one("[data-stream]")) listen(); });
