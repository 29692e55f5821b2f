// Drafts: what is typed is on the server within two seconds. Each save says which version it was typed over; if another
// tab has saved since, the newer text is shown beside this one and nothing is overwritten. Until it is saved, it is kept
// in this tab, and put back when the page is loaded again.
import { makeKeep } from "./keep.js";

const WAIT = 800; // milliseconds after the last key
const AGAIN = 3000; // milliseconds until another try when the network is away
const UNREACHABLE = "Not saved: the server cannot be reached. It is tried again.";
const REMOVED = "Not saved: this item is not in the exercise any more. 'Save' keeps what you typed, and shows the exercise as it is now.";
const OFFLINE = "Not sent: this machine is not connected. What you typed stays in this page.";
const MOST_KEPT_ALIVE = 60000; // bytes that a browser sends for a page that is being left
const SOMEBODY_ELSE = "Not saved: somebody else has signed in in this browser. Nothing of yours is saved under their name.";

export function startDrafts(form, post) {
  const state = document.getElementById("state");
  const keep = makeKeep(form);
  const drafts = new Map(); // by item; of one item, one save is on its way at a time
  let isLost = false; // whether the last try to save has failed
  const say = (...parts) => { state.replaceChildren(...parts); };

  for (const field of form.querySelectorAll("[data-item]")) {
    const item = field.dataset.item;
    if (!drafts.has(item)) drafts.set(item, { item, fields: [], timer: 0, isSending: false, isUnsaved: false, version: form.elements[`version.${item}`] });
    drafts.get(item).fields.push(field);
  }

  // What an item holds now: of several choices, the one that is chosen.
  function read({ fields }) {
    const [field] = fields.length > 1 ? fields.filter((one) => one.checked) : fields;
    return field ? field.value : "";
  }

  function plan(draft, wait) {
    clearTimeout(draft.timer);
    draft.timer = setTimeout(save, wait, draft);
  }

  async function save(draft) {
    clearTimeout(draft.timer);
    if (draft.isSending) return; // what came after it is saved as soon as it is back
    const text = read(draft);
    draft.isSending = true;
    try {
      const { address, body } = post("draft", { item: draft.item, text, version: draft.version.value });
      const keepalive = body.toString().length < MOST_KEPT_ALIVE;
      const response = await fetch(address, { method: "POST", body, keepalive });
      isLost = ![200, 409].includes(response.status);
      await take(draft, text, response);
    } catch {
      isLost = true;
      tryAgain(draft, UNREACHABLE);
    } finally {
      draft.isSending = false;
    }
  }

  async function take(draft, text, response) {
    if (response.status === 200) return settle(draft, text, await response.json());
    if (response.status === 409) return showNewer(draft, await response.json());
    if (response.status === 404) return giveUp(draft, REMOVED);
    if (response.status === 422) return giveUp(draft, `Not saved: ${(await response.json()).why}`);
    if (response.status === 401) return tryAgain(draft, ...tellSignedOut());
    if (response.status === 403) return tryAgain(draft, await renew() ? "…" : SOMEBODY_ELSE);
    return tryAgain(draft, UNREACHABLE);
  }

  function settle(draft, text, saved) {
    draft.version.value = saved.version;
    if (read(draft) !== text) return plan(draft, 0);
    draft.isUnsaved = false;
    keep.drop(draft.item);
    const isWhole = [...drafts.values()].every((one) => !one.isUnsaved);
    if (saved.why) return say(`Saved, but ${saved.why}`);
    if (isWhole) say(`Saved ${new Date(saved.saved).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}. Saving hands nothing in.`);
  }

  function tryAgain(draft, ...why) {
    say(...why);
    plan(draft, AGAIN);
  }

  function giveUp(draft, why) {
    draft.isUnsaved = false;
    say(why);
  }

  function tellSignedOut() {
    const link = document.createElement("a");
    link.href = `/sign-in?to=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = "sign in in another tab";
    return ["Not saved: you are signed out. To go on here, ", link, ". What you typed stays in this page."];
  }

  // After somebody has signed in again, forms of this page need what every page holds now. Whether that is done.
  async function renew() {
    const text = await (await fetch(form.dataset.here)).text();
    const found = new DOMParser().parseFromString(text, "text/html").querySelector("form.who");
    if (found?.dataset.account !== form.dataset.account) return false;
    const token = found.elements.token.value;
    for (const field of document.querySelectorAll("input[name=token]")) field.value = token;
    return true;
  }

  function showNewer(draft, newer) {
    giveUp(draft, "Not saved: this answer was changed in another tab or on another machine.");
    const place = draft.fields[0].closest(".field, .own");
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
      draft.version.value = newer.version;
      notice.remove();
      write(draft, value).focus();
    };
    take.addEventListener("click", () => choose(newer.text));
    mine.addEventListener("click", () => choose(read(draft)));
    place.append(notice);
  }

  // Put a text into its field, or choose it, as if it had been typed; return the field.
  function write(draft, text) {
    const isChoice = draft.fields.length > 1;
    const field = (isChoice && draft.fields.find((one) => one.value === text)) || draft.fields[0];
    if (isChoice) field.checked = true;
    else field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    return field;
  }

  // What was typed into this page before it was loaded again, and never saved.
  function putBack(draft) {
    const kept = keep.get(draft.item);
    if (!kept) return;
    if (kept.text === read(draft)) return keep.drop(draft.item);
    draft.version.value = kept.version;
    write(draft, kept.text);
  }

  form.addEventListener("input", (event) => {
    const draft = drafts.get(event.target.dataset.item);
    if (!draft) return;
    draft.isUnsaved = true;
    keep.put(draft.item, read(draft), draft.version.value);
    plan(draft, WAIT);
    say("…");
  });
  // A closed tab or a locked phone must not lose the last words.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const draft of drafts.values()) if (draft.isUnsaved) save(draft);
  });
  let isHandedOver = false;
  form.addEventListener("submit", (event) => {
    isHandedOver = navigator.onLine;
    if (navigator.onLine) return;
    event.preventDefault();
    say(OFFLINE);
  });
  addEventListener("beforeunload", (event) => {
    const isUnsaved = [...drafts.values()].some((one) => one.isUnsaved);
    if (isLost && isUnsaved && !isHandedOver) event.preventDefault();
  });
  for (const draft of drafts.values()) putBack(draft);
}
