// Drafts: what is typed is on the server within two seconds. Each save says which version it was typed over; if another
// tab has saved since, the newer text is shown beside this one and nothing is overwritten.
const WAIT = 800; // milliseconds after the last key
const AGAIN = 3000; // milliseconds until another try when the network is away

export function startDrafts(form, post) {
  const state = document.getElementById("state");
  const waiting = new Map(); // fields that are not saved yet, each with its timer
  const say = (text) => { state.textContent = text; };

  async function save(field) {
    const item = field.dataset.item;
    const version = form.elements[`version.${item}`];
    const text = field.value;
    const { address, body } = post("draft", { item, text, version: version.value });
    try {
      const response = await fetch(address, { method: "POST", body, keepalive: true });
      if (response.status === 409) return showNewer(field, version, await response.json());
      if (response.status === 404) {
        waiting.delete(field);
        return say("Not saved: this item is not in the exercise any more. 'Save' keeps what you typed, and shows the exercise as it is now.");
      }
      if (!response.ok) throw new Error(String(response.status));
      const saved = await response.json();
      version.value = saved.version;
      if (field.value === text) waiting.delete(field);
      if (waiting.size === 0) say(`Saved ${new Date(saved.saved).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}. Saving hands nothing in.`);
    } catch {
      say("Not saved: the server cannot be reached. It is tried again.");
      waiting.set(field, setTimeout(save, AGAIN, field));
    }
  }

  function showNewer(field, version, newer) {
    waiting.delete(field);
    say("Not saved: this answer was changed in another tab or on another machine.");
    const notice = document.createElement("div");
    notice.className = "notice";
    const text = document.createElement("pre");
    text.textContent = newer.text;
    const take = document.createElement("button");
    const keep = document.createElement("button");
    take.type = keep.type = "button";
    take.textContent = "Take the other one";
    keep.textContent = "Keep mine";
    notice.append("Saved elsewhere since:", text, take, " ", keep);
    const settle = (value) => {
      version.value = newer.version;
      field.value = value;
      notice.remove();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    };
    take.addEventListener("click", () => settle(newer.text));
    keep.addEventListener("click", () => settle(field.value));
    field.closest(".field, .own").append(notice);
  }

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset.item) return;
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(save, WAIT, field));
    say("…");
  });
  // A closed tab or a locked phone must not lose the last words.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [field, timer] of waiting) { clearTimeout(timer); save(field); }
  });
}
