// What was computed is kept in the browser where whoever reads allows it, and is there when the page is opened again.

const ALLOWED_AS = "contagion-computed", OPTIONS = "options";

/** Of what the page is made: what another page kept, of other code or another place, is not its own. */
const pageIs = ["numbers", "worlds", "library"].map((id) => contentOf(id)).reduce((sum, text) => {
  for (let n = 0; n < text.length; n++) sum = (Math.imul(sum, 31) + text.charCodeAt(n)) | 0;
  return sum;
}, 7);

function isAllowed() {
  try { return localStorage.getItem(ALLOWED_AS) !== null; } catch { return false; }
}

/** What a call of the browser's table of options gives. */
const ofOptions = (call, ...given) => new Promise((done, failed) => {
  const opened = indexedDB.open("contagion", 1);
  opened.onupgradeneeded = () => opened.result.createObjectStore(OPTIONS);
  opened.onerror = () => failed(opened.error);
  opened.onsuccess = () => {
    const asked = opened.result.transaction(OPTIONS, "readwrite").objectStore(OPTIONS)[call](...given);
    [asked.onsuccess, asked.onerror] = [() => done(asked.result), () => failed(asked.error)];
    opened.result.close(); // once the call is over
  };
});

const keptKeys = async () => (isAllowed() ? ofOptions("getAllKeys") : []);

/** Have the cases there that were kept, and those of no page of the territory that went before. */
async function takeKept() {
  for (const key of await keptKeys()) {
    const [territory, page, past, option] = key;
    if (page === pageIs) worlds.remember(past, option, await ofOptions("get", key));
    else if (territory === code) await ofOptions("delete", key);
  }
}

/** Keep of all options the cases that are there by now; those of your own figures where these are kept as well. */
async function keepComputed() {
  for (const [past, known] of isAllowed() ? worlds.pasts : [])
    for (const [option, there] of past && keeping !== "own_kept" ? [] : known) {
      const number = there.found.filter(Boolean).length;
      if (number === (there.kept ?? 0)) continue;
      await ofOptions("put", there, [code, pageIs, past, option]);
      there.kept = number;
    }
}

/** Forget what came of your own figures, whose text stands in the names. */
async function forgetPasts() {
  for (const key of await keptKeys()) if (key[0] === code && key[2]) await ofOptions("delete", key);
}

async function forgetComputed() {
  await ofOptions("clear");
  for (const known of worlds.pasts.values()) for (const there of known.values()) there.kept = 0;
}

function bindKept() {
  here("keep-computed").checked = isAllowed();
  here("keep-computed").addEventListener("change", async ({ target }) => {
    try {
      if (target.checked) localStorage.setItem(ALLOWED_AS, "yes");
      else localStorage.removeItem(ALLOWED_AS);
      await (target.checked ? keepComputed() : forgetComputed());
    } catch { here("computed-kept").textContent = words.kept_refused; }
  });
}
