"use strict";
// Sorts and searches the page's tables. Without it everything is still there. It never inserts anything as markup.
const SHOWN = 200; // rows at a time, so that the page of a large class stays fast
const compareText = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

function readValue(row, column) {
  const cell = row.cells[column];
  const words = cell.dataset.value ?? cell.textContent.trim();
  return words !== "" && isFinite(words) ? Number(words) : words;
}

function compareValues(one, other) {
  if (typeof one === typeof other) return typeof one === "number" ? one - other : compareText(one, other);
  return typeof one === "number" ? -1 : 1;
}

function sortRows(rows, column, sign) {
  const pairs = rows.map((row) => [readValue(row, column), row]);
  pairs.sort(([a], [b]) => (a === "") - (b === "") || sign * compareValues(a, b));
  return pairs.map(([, row]) => row);
}

function makeSortable(table, show) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const rising = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((each) => each.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      show(column, rising ? 1 : -1);
    });
  });
}

function makeSearchable(table, controls) {
  const body = table.tBodies[0];
  const [input, status] = [controls.querySelector("input"), controls.querySelector("[role=status]")];
  const filters = [...controls.querySelectorAll("button")];
  const more = document.createElement("button");
  let rows = [...body.rows], found = rows, limit = SHOWN;
  const words = new Map(rows.map((row) => [row, row.cells[0].textContent.normalize().toLowerCase()]));
  more.type = "button";
  more.className = "more";
  table.after(more);

  function show() {
    body.replaceChildren(...found.slice(0, limit));
    more.hidden = found.length <= limit;
    more.textContent = `Show all ${found.length}`;
    status.textContent = found.length === words.size ? "" : `${found.length} of ${words.size}`;
  }
  function search() {
    const wanted = input.value.normalize().toLowerCase().split(/\s+/).filter(Boolean);
    const columns = filters.filter((each) => each.ariaPressed === "true").map((each) => Number(each.dataset.column));
    found = rows.filter((row) => columns.every((column) => row.cells[column].textContent.trim() !== "")
      && wanted.every((word) => words.get(row).includes(word)));
    limit = SHOWN;
    show();
  }
  function only(column) {
    filters.forEach((each) => { each.ariaPressed = String(each.dataset.column === column); });
    input.value = "";
    search();
  }
  input.addEventListener("input", search);
  filters.forEach((each) => each.addEventListener("click", () => {
    each.ariaPressed = String(each.ariaPressed !== "true");
    search();
  }));
  more.addEventListener("click", () => { limit = Infinity; show(); });
  document.querySelectorAll("a[data-column]").forEach((link) => {
    link.addEventListener("click", () => only(link.dataset.column));
  });
  addEventListener("beforeprint", () => body.replaceChildren(...found));
  addEventListener("afterprint", show);
  controls.hidden = false;
  show();
  return (column, sign) => { rows = sortRows(rows, column, sign); search(); };
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  const controls = "searchable" in table.dataset ? document.querySelector(".controls") : null;
  makeSortable(table, controls ? makeSearchable(table, controls)
    : (column, sign) => body.replaceChildren(...sortRows([...body.rows], column, sign)));
}
