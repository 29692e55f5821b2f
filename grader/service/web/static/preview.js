// How an answer is read, shown while somebody types. The newest answer wins: one that comes back late is dropped. While a
// new one is on its way, the old one stays, greyed.
const WAIT = 200; // milliseconds after the last key
const AGAIN = 3000; // milliseconds until another try when the network is away

export function startPreview(field, form, post) {
  const shown = document.getElementById(`reading-${field.dataset.item}`);
  if (!shown) return;
  let timer = 0, number = 0, running = null;
  async function ask() {
    const mine = ++number;
    running?.abort();
    running = new AbortController();
    const { address, body } = post("preview", { item: field.dataset.item, text: field.value, definitions: form.elements.definitions.value });
    try {
      const response = await fetch(address, { method: "POST", body, signal: running.signal });
      if (mine === number && response.status === 429) { // too much in a short time: ask again when there is room
        timer = setTimeout(ask, 1000 * Number(response.headers.get("Retry-After") || 1));
        return;
      }
      if (mine !== number || response.status === 404) return; // the item is gone, and asking again would not help
      if (!response.ok) throw new Error(String(response.status));
      shown.innerHTML = (await response.json()).html; // made by the server, which escapes what was typed
      shown.classList.remove("old", "lost");
    } catch {
      if (mine !== number) return; // a newer one is on its way
      shown.classList.add("old", "lost");
      timer = setTimeout(ask, AGAIN);
    }
  }
  field.addEventListener("input", () => {
    shown.classList.add("old");
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  shown.addEventListener("click", (event) => {
    const button = event.target.closest("button.proposal");
    if (!button) return;
    field.value = button.dataset.answer;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
