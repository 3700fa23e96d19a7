// A resident proves a mobile number with a code from a text message and forgets it again; a clerk chooses text messages for
// signing in. The messages are read from the file that an office sends by hand from.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { desk, deskOf, open } from "./lib/browser.mjs";
import { Pointer } from "./lib/hands.mjs";
import { start } from "./lib/server.mjs";
import { word } from "./lib/words.mjs";

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FACES = ["light", "dark", "contrast", "elder"];
const PHONE = { width: 390, height: 844 };
const CLERK = "miaozhichun";
const PROOF = "__Host-phone";
const SHOTS = process.env.E2E_SHOTS;

let server, browser, sent = 0;
before(async () => {
  const settings = { SHANGLIANG_SMS_ADAPTER: "file", SHANGLIANG_SIGN_IN_SMS_FACTOR: "on" };
  [server, browser] = await Promise.all([start({ clock: true, settings }), open()]);
});
after(async () => { await browser?.close(); await server?.stop(); });

/** The six digits of the next message, and whom it went to. */
async function message() {
  const last = (await server.sms(sent += 1)).at(-1);
  return { to: last.to, code: last.text.match(/\d{6}/)[0] };
}

const proof = async (page) => (await page.context().cookies()).find((cookie) => cookie.name === PROOF);
const other = (code) => (code === "111111" ? "222222" : "111111");

/** axe in every face, no way to the side, and what a picture shows. */
async function looks(page, name) {
  await page.evaluate(AXE);
  for (const face of FACES) {
    const found = await page.evaluate(async (face_) => {
      document.documentElement.dataset.theme = face_;
      const { violations } = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
      const wide = document.documentElement.scrollWidth > window.innerWidth ? ["wider than the page"] : [];
      return [...violations.map((v) => `${v.id}: ${v.nodes[0].target}`), ...wide];
    }, face);
    assert.deepEqual(found, [], `${name} in ${face}`);
    if (SHOTS) await page.screenshot({ path: path.join(SHOTS, `${name}-${face}.png`) });
  }
  await page.evaluate(() => { document.documentElement.dataset.theme = "light"; });
}

test("a resident proves a number and is back where the way began", async () => {
  const hands = new Pointer(await desk(browser, server.base, PHONE));
  const { page } = hands;
  const w = (key) => word("zh-CN", key);
  await hands.go("/phone?return_to=/public/rooms");
  await looks(page, "phone-zh");
  await hands.fill({ mobile: "1380000" });
  await assert.rejects(hands.send(w("phone_codes.request")), new RegExp(w("phone_codes.mobile.wrong")));
  await looks(page, "phone-wrong-zh");
  await hands.fill({ mobile: "138 0000 5678" });
  await hands.send(w("phone_codes.request"));
  const { to, code } = await message();
  assert.equal(to, "13800005678");
  assert.match(await page.locator("main").innerText(), /138\*{4}5678/);
  await looks(page, "code-zh");
  await hands.fill({ code: other(code) });
  await assert.rejects(hands.send(w("phone_codes.prove")), /4/);
  await looks(page, "code-wrong-zh");
  assert.equal(await proof(page), undefined);
  await hands.fill({ code });
  await hands.send(w("phone_codes.prove"));
  assert.equal(new URL(page.url()).pathname, "/public/rooms");
  const cookie = await proof(page);
  assert.ok(cookie.httpOnly && cookie.secure && cookie.sameSite === "Lax");
  assert.ok(!decodeURIComponent(cookie.value).includes("13800005678"));
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }));
  assert.ok(!kept.includes("138"), `the browser keeps no draft of a number: ${kept}`);
  await hands.go("/phone?return_to=/public");
  await looks(page, "proven-zh");
  await hands.follow(w("phone_codes.forget"));
  await looks(page, "forget-zh");
  await hands.send(w("phone_codes.forget"));
  assert.equal(await proof(page), undefined);
  assert.deepEqual(page.complaints.filter((text) => !text.includes("422")), []);
  await page.context().close();
});

test("the same without script, in English, on the smallest phone", async () => {
  const hands = new Pointer(await desk(browser, server.base, { lang: "en", width: 320, height: 640, script: false }));
  const w = (key) => word("en", key);
  await hands.go("/phone?return_to=/public");
  await hands.fill({ mobile: "+86 139-0000-1111" });
  await hands.send(w("phone_codes.request"));
  const { to, code } = await message();
  assert.equal(to, "13900001111");
  await hands.fill({ code });
  await hands.send(w("phone_codes.prove"));
  assert.equal(new URL(hands.page.url()).pathname, "/public");
  assert.ok(await proof(hands.page));
  await hands.page.context().close();
  const english = await desk(browser, server.base, { ...PHONE, lang: "en" });
  await english.goto("/phone");
  await looks(english, "phone-en");
  await english.context().close();
});

test("a clerk chooses text messages and signs in with one", async () => {
  const w = (key) => word("zh-CN", key);
  const own = new Pointer(await deskOf(browser, server, CLERK));
  await own.go("/sign-in/enrol");
  await own.follow(w("identity.enrol-sms.title"));
  await looks(own.page, "enrol-sms-zh");
  await own.fill({ mobile: "13700002222" });
  await own.send(w("identity.enrol-sms"));
  await own.fill({ code: (await message()).code });
  await own.send(w("identity.enrol-sms-prove"));
  assert.equal(new URL(own.page.url()).pathname, "/me");
  assert.match(await own.page.locator("main").innerText(), new RegExp(w("identity.second-factor.sms")));
  await own.page.context().close();
  await server.travel(1 / 24);

  const hands = new Pointer(await desk(browser, server.base, PHONE));
  await hands.go("/sign-in?back=/me");
  await hands.fill({ login: CLERK, password: server.account(CLERK).password });
  await hands.send(w("identity.sign-in"));
  const { to, code } = await message();
  assert.equal(to, "13700002222");
  assert.equal(new URL(hands.page.url()).pathname, "/sign-in/code");
  await looks(hands.page, "sign-in-code-zh");
  await server.travel(2 / 24 / 60);
  await hands.follow(w("identity.code-send"));
  await looks(hands.page, "sign-in-again-zh");
  await hands.send(w("identity.code-send"));
  const second = await message();
  if (second.code !== code) {
    await hands.fill({ code });
    await assert.rejects(hands.send(w("identity.code")), new RegExp(w("identity.code-sms.wrong").slice(0, 6)));
  }
  await hands.fill({ code: second.code });
  await hands.send(w("identity.code"));
  assert.equal(new URL(hands.page.url()).pathname, "/me");
  await hands.page.context().close();
});

test("the file is for its owner alone, and neither log nor database tells a number", () => {
  const file = path.join(server.data, "sms.jsonl");
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  const numbers = ["13800005678", "13900001111", "13700002222"];
  const held = ["shangliang.db", "shangliang.db-wal"].map((name) => path.join(server.data, name)).filter((name) => fs.existsSync(name));
  for (const text of [server.log(), ...held.map((name) => fs.readFileSync(name, "latin1"))]) {
    for (const number of numbers) assert.ok(!text.includes(number), `${number} stands somewhere`);
  }
});
