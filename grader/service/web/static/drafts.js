// Drafts: what is typed is on the server within two seconds. Each save says which version it was typed over; if another
// tab has saved since, the newer text is shown beside this one and nothing is overwritten. Until it is saved, it is kept
// in this tab, and put back when the page is loaded again.
import { makeKeep } from "./keep.js";

const WAIT = 800; // milliseconds after the last key
const AGAIN = 3000; // milliseconds until another try when the network is away
const UNREACHABLE = "Not saved: the server cannot be reached. It is tried again.";
const REMOVED = "Not saved: this item is not in the exercise any more. 'Save' keeps what you typed, and shows the exercise as it is now.";
const SOMEBODY_ELSE = "Not saved: somebody else has signed in in this browser. Nothing of yours is saved under their name.";

export function startDrafts(form, post) {
  const state = document.getElementById("state");
  const keep = makeKeep(form);
  const waiting = new Map(); // fields that are not saved yet, each with its timer
  let isLost = false; // whether the last try to save has failed
  const say = (...parts) => { state.replaceChildren(...parts); };
  const version = (field) => form.elements[`version.${field.dataset.item}`];

  async function save(field) {
    const item = field.dataset.item;
    const text = field.value;
    const { address, body } = post("draft", { item, text, version: version(field).value });
    try {
      const response = await fetch(address, { method: "POST", body, keepalive: true });
      isLost = ![200, 409].includes(response.status);
      if (response.status === 409) return showNewer(field, await response.json());
      if (response.status === 404) {
        waiting.delete(field);
        return say(REMOVED);
      }
      if (response.status === 401) return tryAgain(field, ...tellSignedOut());
      if (response.status === 403) return tryAgain(field, await renew() ? "…" : SOMEBODY_ELSE);
      if (!response.ok) return tryAgain(field, UNREACHABLE);
      settle(field, text, await response.json());
    } catch {
      isLost = true;
      tryAgain(field, UNREACHABLE);
    }
  }

  function settle(field, text, saved) {
    version(field).value = saved.version;
    if (field.value === text) {
      waiting.delete(field);
      keep.drop(field.dataset.item);
    }
    if (waiting.size === 0) say(`Saved ${new Date(saved.saved).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}. Saving hands nothing in.`);
  }

  function tryAgain(field, ...why) {
    say(...why);
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(save, AGAIN, field));
  }

  function tellSignedOut() {
    const link = document.createElement("a");
    link.href = `/sign-in?to=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = "sign in in another tab";
    return ["Not saved: you are signed out. To go on here, ", link, ". What you typed stays in this page."];
  }

  // After somebody has signed in again, forms of this page need what the page holds now. Whether that is done.
  async function renew() {
    const text = await (await fetch(form.dataset.here)).text();
    const found = new DOMParser().parseFromString(text, "text/html").getElementById("answers");
    if (found?.dataset.account !== form.dataset.account) return false;
    const token = found.elements.token.value;
    for (const field of document.querySelectorAll("input[name=token]")) field.value = token;
    return true;
  }

  function showNewer(field, newer) {
    waiting.delete(field);
    say("Not saved: this answer was changed in another tab or on another machine.");
    const place = field.closest(".field, .own");
    place.querySelector(".newer")?.remove();
    const notice = document.createElement("div");
    notice.className = "notice newer";
    const text = document.createElement("pre");
    text.textContent = newer.text;
    const take = document.createElement("button");
    const mine = document.createElement("button");
    take.type = mine.type = "button";
    take.textContent = "Take the other one";
    mine.textContent = "Keep mine";
    notice.append("Saved elsewhere since:", text, take, " ", mine);
    const choose = (value) => {
      version(field).value = newer.version;
      field.value = value;
      notice.remove();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    };
    take.addEventListener("click", () => choose(newer.text));
    mine.addEventListener("click", () => choose(field.value));
    place.append(notice);
  }

  // What was typed into this page before it was loaded again, and never saved.
  function putBack(field) {
    const item = field.dataset.item;
    const kept = keep.get(item);
    if (!kept) return;
    const isChoice = field.type === "radio";
    const isSame = field.value === kept.text;
    if (isSame && (!isChoice || field.checked)) return keep.drop(item);
    if (isChoice && !isSame) return;
    if (isChoice) field.checked = true;
    else field.value = kept.text;
    version(field).value = kept.version;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  form.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset.item) return;
    keep.put(field.dataset.item, field.value, version(field).value);
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(save, WAIT, field));
    say("…");
  });
  // A closed tab or a locked phone must not lose the last words.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [field, timer] of waiting) { clearTimeout(timer); save(field); }
  });
  let isSending = false;
  form.addEventListener("submit", () => { isSending = true; });
  addEventListener("beforeunload", (event) => {
    if (isLost && waiting.size && !isSending) event.preventDefault();
  });
  for (const field of form.querySelectorAll("[data-item]")) putBack(field);
}
