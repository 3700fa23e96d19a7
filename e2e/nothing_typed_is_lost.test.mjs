// A member writes for an hour: neither a wrong file nor a session that ended costs a word of it.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { deskOf, open } from "./lib/browser.mjs";
import { ROLES } from "./lib/roles.mjs";
import { start } from "./lib/server.mjs";
import { word } from "./lib/words.mjs";

const TEXT = "老街的排水管建于三十年前，雨季积水，孩子上学要绕路。";

let server, browser, folder;
before(async () => {
  [server, browser] = await Promise.all([start({ clock: true }), open()]);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "shangliang-kept-"));
});
after(async () => {
  await browser?.close();
  await server?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

function file(name, content) {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
}

async function typed(page, title) {
  await page.goto("/proposals/new");
  await page.fill("[name=title]", title);
  await page.fill("[name=background]", TEXT);
}

const sent = (page) => Promise.all([page.waitForEvent("domcontentloaded"), page.click("main form.form .form-acts button[type=submit]")]);
const said = (lang, key, file) => word(lang, key).split("{")[0] + (file ?? "");

for (const options of [{}, { script: false, lang: "en", width: 390 }]) {
  test(`a file that is not taken costs no word; a good one goes with the proposal, and goes again (${options.lang ?? "zh-CN"})`, async () => {
    const lang = options.lang ?? "zh-CN";
    const page = await deskOf(browser, server, ROLES.member, options);
    const title = `关于疏通老街排水管网的建议 ${lang}`;
    const good = file("现状图.pdf", "%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n");
    await typed(page, title);
    await page.setInputFiles("[name=attachments]", [good, file("网页.pdf", "<!doctype html><script>1</script>")]);
    await sent(page);
    const told = await page.locator(".error-summary").innerText();
    assert.ok(told.includes("网页.pdf"), told);
    assert.deepEqual([await page.inputValue("[name=title]"), await page.inputValue("[name=background]")], [title, TEXT]);
    await page.setInputFiles("[name=attachments]", [good]);
    await sent(page);
    const link = page.locator("main a", { hasText: "现状图.pdf" }).first();
    const bytes = await (await page.request.get(await link.getAttribute("href"))).body();
    assert.equal(bytes.toString(), fs.readFileSync(good, "utf8"));
    const record = page.url();
    await page.goto(`${record}/text`);
    await page.check("[name=remove]");
    await sent(page);
    assert.equal(page.url(), record);
    assert.equal(await page.locator("main a", { hasText: "现状图.pdf" }).count(), 0);
    assert.ok((await page.locator("main").innerText()).includes(TEXT));
    assert.deepEqual(page.complaints.filter((line) => !line.includes("422")), []);
    await page.context().close();
  });
}

test("a session that ends while somebody writes costs no word", async () => {
  const page = await deskOf(browser, server, ROLES.member);
  await typed(page, "关于整修老街排水口的建议");
  await page.waitForTimeout(1_200);
  await server.travel(1);
  await sent(page);
  assert.ok(page.url().includes("/sign-in?back=/proposals/new"), page.url());
  const { login, password } = server.account(ROLES.member);
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", password);
  await Promise.all([page.waitForURL("**/proposals/new"), page.click("main button[type=submit]")]);
  await page.click("[data-draft-restore]");
  assert.deepEqual([await page.inputValue("[name=title]"), await page.inputValue("[name=background]")], ["关于整修老街排水口的建议", TEXT]);
  await sent(page);
  assert.ok((await page.locator(".notice").innerText()).includes(said("zh-CN", "proposals.said.drafted")));
  await page.goto("/proposals/new");
  assert.equal(await page.isVisible("[data-draft-note]"), false, "what was done is forgotten");
  await page.context().close();
});
