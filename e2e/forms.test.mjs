// U6: a form that is sent empty or wrong says so: a summary with the focus, links to the fields, the same words beside
// them, everything typed still there, and a title that begins with 错误：.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desk, deskOf, open } from "./lib/browser.mjs";
import { SEEDS, crawl } from "./lib/crawl.mjs";
import { ROLES } from "./lib/roles.mjs";
import { start } from "./lib/server.mjs";
import { word } from "./lib/words.mjs";

let server, browser;
const forms = new Map();
const onPaper = (page) => page.html.includes('name="paper_signer"');
before(async () => {
  [server, browser] = await Promise.all([start(), open()]);
  for (const login of [null, ...Object.values(ROLES)]) {
    for (const page of await crawl(server, login, { seeds: login ? SEEDS : ["/sign-in", "/public"] })) {
      const kind = page.kind.split("?")[0];
      if (page.status !== 200 || kind === "/components" || !/<form class="form" method="post"/.test(page.html)) continue;
      // Better the person whose act it is than an office that registers it from paper.
      if (!forms.has(kind) || onPaper(forms.get(kind)) && !onPaper(page)) forms.set(kind, page);
    }
  }
});
after(async () => { await browser?.close(); await server?.stop(); });

const TYPED = "试填的文字";

/** Empties what must be given, types into what may stay empty; answers whether the form is then wrong for certain. */
const SPOIL = (typed) => {
  const form = document.querySelector("main form.form");
  const own = [...form.elements].filter((e) => e.name && !["hidden", "submit", "button", "file"].includes(e.type));
  const legends = new Set(own.filter((e) => e.closest(".choice-field")));
  const kept = [];
  let wrong = false;
  for (const e of own) {
    const text = e.tagName === "TEXTAREA" || ["text", "search", "tel", "email", "password"].includes(e.type);
    if (e.required) { e.value = ""; wrong = true; }
    else if (text && e.type !== "password" && !e.name.startsWith("paper_") && !legends.has(e)) { e.value = typed; kept.push(e.name); }
    if (["checkbox", "radio"].includes(e.type)) e.checked = false;
  }
  const long = own.find((e) => (e.tagName === "TEXTAREA" || e.type === "text") && !e.required && e.closest(".field").querySelector("[data-max]"));
  if (!wrong && long) {
    long.value = typed.repeat(Math.ceil((Number(long.closest(".field").querySelector("[data-max]").dataset.max) + 10) / typed.length));
    wrong = true;
  }
  return { wrong, names: own.map((e) => e.name), kept: kept.map((name) => [name, form.elements[name].length ? [...form.elements[name]].map((e) => e.value).join() : form.elements[name].value]) };
};

/** What is not as U6 wants it. */
async function faults(page, visit) {
  await page.goto(visit.path);
  if (!(await page.locator("main form.form").count())) return null;
  const before_ = await page.title();
  const { wrong, kept, names } = await page.evaluate(SPOIL, TYPED);
  if (!wrong && !names.length) return null;
  await Promise.all([page.waitForEvent("domcontentloaded"), page.locator("main form.form .form-acts button[type=submit]").first().click()]);
  await page.waitForLoadState("load");
  const prefix = word("zh-CN", "ui.error-title").split("{")[0];
  const summary = page.locator(".error-summary");
  if (!(await summary.count())) {
    const h1 = (await page.locator("h1").first().textContent()).trim();
    return wrong ? [`no summary, but “${h1}”`] : null;
  }
  const found = [];
  if (!(await page.title()).startsWith(prefix)) found.push(`title is “${await page.title()}”, was “${before_}”`);
  if (!(await summary.evaluate((e) => e === document.activeElement))) found.push("the summary has not the focus");
  const links = await summary.locator("li").evaluateAll((all) => all.map((li) => [li.querySelector("a")?.hash.slice(1) ?? "", li.textContent.trim()]));
  for (const [id, text] of links.filter(([id]) => id)) {
    const near = await page.evaluate((anchor) => {
      const target = document.getElementById(anchor);
      if (!target) return null;
      return [...(target.closest(".field")?.querySelectorAll(".error") ?? [])].map((e) => e.textContent.trim()).join(" ");
    }, id);
    if (near === null) found.push(`the summary leads to #${id}, which is not there`);
    else if (!near || !(text.endsWith(near.replace(prefix, "")) || near.includes(text.split("：").pop()))) found.push(`“${text}” in the summary, “${near}” at the field`);
  }
  for (const [name, value] of kept) {
    const now = await page.evaluate((n) => { const e = document.querySelector("main form.form").elements[n]; return e ? (e.length && !e.options ? [...e].map((x) => x.value).join() : e.value) : null; }, name);
    if (now === null || !now.replace(/\r/g, "").startsWith(value.split(",")[0])) found.push(`${name} was “${value.slice(0, 30)}”, is “${String(now).slice(0, 30)}”`);
  }
  return found;
}

test("U6: every form says what is wrong", { timeout: 420_000 }, async () => {
  const wrong = [];
  let checked = 0;
  const desks = new Map();
  for (const [kind, visit] of forms) {
    if (!desks.has(visit.login)) desks.set(visit.login, visit.login ? await deskOf(browser, server, visit.login) : await desk(browser, server.base));
    const found = await faults(desks.get(visit.login), visit).catch((error) => [String(error).split("\n")[0]]);
    if (found) checked += 1;
    for (const one of found ?? []) wrong.push(`${kind} (${visit.login}): ${one}`);
  }
  assert.ok(checked >= 25, `only ${checked} of ${forms.size} forms could be wrong`);
  assert.deepEqual(wrong, []);
});
