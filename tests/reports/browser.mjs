// Opens a page of `csp report` in headless Chromium and checks what only a browser can show: no request, no console
// error, no scroll to the side at 360 px, sorting by heading, contrast and accessibility (axe-core) in light and dark.
//
//     node tests/reports/browser.mjs PAGE.html [FOLDER FOR PICTURES]
//
// Needs Chromium and the packages puppeteer-core and axe-core (`npm install puppeteer-core axe-core`, found from the
// present folder). Where one is missing, it says so, exits 0 and has checked nothing; with CI=strict it exits 1.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const skip = (what) => {
  console.log(`SKIPPED: ${what} is not on this machine; the page was not opened`);
  process.exit(process.env.CI === "strict" ? 1 : 0);
};
const require = createRequire(join(process.cwd(), "noname.js"));
let puppeteer;
let axe;
try {
  puppeteer = (await import(pathToFileURL(require.resolve("puppeteer-core")))).default;
  axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
} catch {
  skip("puppeteer-core or axe-core");
}
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", process.env.CHROMIUM]
  .find((path) => path && existsSync(path));
if (!browserPath) skip("Chromium");

const [page_file, pictures] = process.argv.slice(2);
if (!page_file) {
  console.error("usage: node tests/reports/browser.mjs PAGE.html [FOLDER]");
  process.exit(2);
}
const address = pathToFileURL(resolve(page_file)).href;
const faults = [];
const fault = (text) => faults.push(text);
const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox"] });

for (const scheme of ["light", "dark"]) {
  for (const width of [360, 1200]) {
    const where = `${scheme}, ${width} px`;
    const page = await browser.newPage();
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    page.on("request", (request) => request.url() === address || fault(`${where}: request to ${request.url()}`));
    page.on("console", (message) => fault(`${where}: console: ${message.text()}`));
    page.on("pageerror", (error) => fault(`${where}: ${error}`));
    page.on("dialog", async (dialog) => { fault(`${where}: a dialog: ${dialog.message()}`); await dialog.dismiss(); });
    await page.goto(address, { waitUntil: "load" });
    const wide = await page.evaluate(() => {
      const edge = document.documentElement.clientWidth;
      const beyond = [...document.querySelectorAll("body *")]
        .filter((it) => !it.closest(".unseen, .skip") && it.getBoundingClientRect().right > edge + 1);
      return { scroll: document.documentElement.scrollWidth - edge, beyond: beyond.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)) };
    });
    if (wide.scroll > 0 || wide.beyond.length) fault(`${where}: scrolls to the side by ${wide.scroll}: ${wide.beyond}`);
    const sorted = await page.evaluate(() => {
      const table = document.querySelector("table.sortable");
      if (!table) return null;
      const head = table.tHead.rows[0].cells[0];
      const button = head.querySelector("button");
      if (!button) return "a heading has no button";
      const read = () => [...table.tBodies[0].rows].map((row) => row.cells[0].textContent.trim());
      const compare = new Intl.Collator(undefined, { numeric: true }).compare;
      for (const [order, sign] of [["ascending", 1], ["descending", -1]]) {
        button.click();
        if (head.getAttribute("aria-sort") !== order) return `aria-sort is not ${order}`;
        const now = read();
        if (now.some((one, at) => at > 0 && sign * compare(now[at - 1], one) > 0)) return `the rows are not ${order}`;
      }
      return null;
    });
    if (sorted) fault(`${where}: ${sorted}`);
    await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
    // Through the debugger, as the page's own policy lets no other script in.
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations", "incomplete"] }));
    for (const violation of result.violations) {
      const nodes = violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join("\n    ");
      fault(`${where}: axe ${violation.id}: ${violation.help}\n    ${nodes}`);
    }
    if (scheme === "light" && width === 1200) console.log(`axe-core: ${result.passes.length} rules passed, ${result.violations.length} violated, ${result.incomplete.length} undecided`);
    if (pictures) {
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.reload({ waitUntil: "load" });
      await page.screenshot({ path: join(pictures, `report-${scheme}-${width}.png`) });
    }
    await page.close();
  }
}

// Without script and without style nothing is lost but sorting.
const plain = await browser.newPage();
await plain.setJavaScriptEnabled(false);
await plain.goto(address, { waitUntil: "load" });
if (!(await plain.$("main h2"))) fault("without script the page is empty");
if (pictures) await plain.pdf({ path: join(pictures, "report.pdf"), preferCSSPageSize: true });
await browser.close();

if (faults.length) {
  console.error(faults.join("\n"));
  console.error(`${faults.length} faults`);
  process.exit(1);
}
console.log(`${page_file}: no request, no console message, no scroll to the side, sorted, no axe violation (light, dark; 360, 1200 px)`);
