"use strict";
// Sorts a table by the column whose heading was pressed. Without this script the tables keep their order.
const collator = new Intl.Collator(undefined, { numeric: true });
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
      sorted.sort((one, other) => sign * collator.compare(one[0], other[0]));
      rows.append(...sorted.map((pair) => pair[1]));
    });
  });
}
