"use strict";
// Sorts a table by the column whose heading was pressed. Without this script the tables keep their order.
const collator = new Intl.Collator(undefined, { numeric: true });
// Two numbers are compared as numbers, everything else as text. Cells without a value come last either way.
function compare(one, other, sign) {
  if (one === "" || other === "") return Number(one === "") - Number(other === "");
  const difference = Number(one) - Number(other);
  return sign * (Number.isNaN(difference) ? collator.compare(one, other) : difference);
}
for (const table of document.querySelectorAll("table.sortable")) {
  const headings = Array.from(table.tHead.rows[0].cells);
  const rows = table.tBodies[0];
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const ascending = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      const value = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
      const sign = ascending ? 1 : -1;
      const sorted = Array.from(rows.rows, (row) => [value(row), row]);
      sorted.sort((one, other) => compare(one[0], other[0], sign));
      rows.append(...sorted.map((pair) => pair[1]));
    });
  });
}
