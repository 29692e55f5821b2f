// What is typed and not on the server yet, kept in this tab: it survives another page, a sign-in and a lost network, and
// is gone when the tab is closed, because others may sit down at the same machine.
export function makeKeep(form) {
  const prefix = `grader ${form.dataset.account} ${form.dataset.here} `;
  const attempt = (act) => { try { return act(sessionStorage); } catch { return null; } }; // full, or forbidden
  return {
    put: (item, text, version) => attempt((kept) => kept.setItem(prefix + item, JSON.stringify({ text, version }))),
    drop: (item) => attempt((kept) => kept.removeItem(prefix + item)),
    get: (item) => attempt((kept) => JSON.parse(kept.getItem(prefix + item))),
  };
}
