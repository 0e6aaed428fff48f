// What was computed is kept in the browser where whoever reads allows it, and is there when the page is opened again.

const ALLOWED_AS = "contagion-computed", OPTIONS = "options";

/** Of what the page is made: what another page kept, of other code or another place, is not its own. */
const pageIs = ["numbers", "worlds", "library"].map((id) => contentOf(id) ?? "").reduce((sum, text) => {
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

/** Have the cases there that were kept. */
async function takeKept() {
  for (const [page, past, option] of isAllowed() ? await ofOptions("getAllKeys") : [])
    if (page === pageIs) worlds.remember(past, option, await ofOptions("get", [page, past, option]));
}

/** Keep of all options the cases that are there by now. */
async function keepComputed() {
  for (const [past, known] of isAllowed() ? worlds.pasts : [])
    for (const [option, there] of known) {
      const number = there.found.filter(Boolean).length;
      if (number === (there.kept ?? 0)) continue;
      there.kept = number;
      await ofOptions("put", there, [pageIs, past, option]);
    }
}

function bindKept() {
  here("keep-computed").checked = isAllowed();
  here("keep-computed").addEventListener("change", async ({ target }) => {
    try {
      if (target.checked) localStorage.setItem(ALLOWED_AS, "yes");
      else localStorage.removeItem(ALLOWED_AS);
      await (target.checked ? keepComputed() : ofOptions("clear"));
    } catch { here("computed-kept").textContent = words.kept_refused; }
  });
}
