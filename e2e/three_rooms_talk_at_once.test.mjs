// Three rooms talk at once: an organiser at a desk, two hosts with phones; a link is lost, the minutes are objected to.
import assert from "node:assert/strict";
import test from "node:test";
import { deskOf, open } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";
import { word } from "./lib/words.mjs";

const OFFICER = "miaozhichun";
const HOSTS = { "街道会场": "tianxiaohe", "集市会场": "xianghongmei" };
const PHONE = { width: 390, height: 844 };

/** Sends the form of an act on the page, by keyboard. */
async function send(page) {
  await page.locator("main form.form button[type=submit]").first().focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

const press = (page, text) => Promise.all([page.waitForNavigation(), page.locator("main .taps").getByText(text, { exact: true }).first().click()]);
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

const browser = await open();
const server = await start();
test.after(async () => { await browser.close(); await server.stop(); });

test("three rooms talk at once", async (t) => {
  const zh = new Proxy({}, { get: (_, key) => word("zh-CN", key) });
  const officer = await deskOf(browser, server, OFFICER, { width: 1440 });
  const phones = {};
  let id;
  const session = () => officer.goto(`/remotes/${id}`);
  const act = async (verb, fill = async () => {}) => {
    await officer.goto(`/remotes/${id}/${verb}`);
    await fill(officer);
    await send(officer);
  };

  await t.test("the officer arranges it with three sites", async () => {
    await officer.goto("/remotes");
    await officer.locator("main").getByText(zh["remotes.arrange"]).first().click();
    await officer.fill("[name=title]", "老街排水远程协商");
    await officer.fill("[name=on]", new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
    await officer.fill("[name=time]", "15:00");
    await officer.fill("[name=sites]", "区政协会场 | 三楼\n街道会场 | 二楼\n集市会场");
    await officer.fill("[name=agenda]", "通报情况\n各会场发言");
    await officer.fill("[name=video]", "http://meet.example.com/1");
    await send(officer);
    assert.ok((await officer.content()).includes(zh["remotes.invalid.address"]), "only a secure address is taken");
    officer.complaints.length = 0;
    await officer.fill("[name=video]", "https://meet.example.com/1");
    await send(officer);
    id = officer.url().match(/remotes\/(\d+)/)[1];
    for (const [site, login] of Object.entries(HOSTS)) {
      await session();
      await officer.locator("#sites tr", { hasText: site }).getByText(zh["remote_site.act.edit"]).click();
      const name = server.account(login).name;
      const option = officer.locator("[name=host] option", { hasText: name }).first();
      await officer.selectOption("[name=host]", await option.getAttribute("value"));
      await send(officer);
    }
    await act("test");
  });

  await t.test("each host tests and signs in on a phone", async () => {
    for (const [site, login] of Object.entries(HOSTS)) {
      const page = await deskOf(browser, server, login, { ...PHONE, script: login === "tianxiaohe" });
      phones[site] = page;
      await page.goto("/workbench");
      await page.locator("main").getByText("老街排水远程协商").first().click();
      await page.waitForURL(/remote-sites/);
      assert.ok(await fits(page), "nothing is wider than the phone");
      await press(page, zh["remote_site.act.pass_test"]);
      assert.ok((await page.content()).includes(zh["remote_site.state.tested"]));
      await press(page, zh["remote_site.act.add_people"]);
      await page.fill("[name=people]", site === "街道会场" ? "乔满仓 | 砚巷社区\n柏小穗" : "邵小贝");
      await send(page);
      assert.ok(await fits(page));
    }
    await officer.goto(`/remotes/${id}/opening`);
    assert.ok((await officer.content()).includes("区政协会场"), "the site that is not tested is named");
    await officer.fill("[name=note]", "本会场设备随时可用");
    await send(officer);
    await session();
    assert.ok((await officer.content()).includes(zh["remote.state.live"]));
  });

  await t.test("speakers come in order; a lost link does not stop the session", async () => {
    for (const [site, name] of [["街道会场", "乔满仓"], ["街道会场", "柏小穗"], ["集市会场", "邵小贝"]]) {
      const page = phones[site];
      await page.locator(".now").waitFor({ timeout: 1000 }).catch(() => page.reload());
      await press(page, zh["remote_site.act.ask_to_speak"]);
      if (site === "街道会场") await page.getByLabel(name).check();
      await page.fill("[name=subject]", "雨季前要办的事");
      await send(page);
    }
    await session();
    await press(officer, zh["remotes.next_speaker"]);
    assert.match(await officer.locator(".now-name").textContent(), /乔满仓/);
    const last = officer.locator("#queue tbody tr", { hasText: "邵小贝" });
    await Promise.all([officer.waitForNavigation(), last.getByText(zh["speech.act.move_up"]).click()]);
    assert.match(await officer.locator("#queue tbody tr").first().textContent(), /邵小贝/);

    const market = phones["集市会场"];
    await press(market, zh["remote_site.act.lose_link"]);
    await market.fill("[name=reason]", "网络中断");
    await send(market);
    assert.ok((await market.content()).includes(zh["remotes.site.now.lost"]));
    await session();
    await press(officer, zh["remotes.next_speaker"]);
    assert.match(await officer.locator(".now-name").textContent(), /柏小穗/, "whose site is gone is passed over");
    await press(market, zh["remote_site.act.come_back"]);
    await officer.locator("#queue .taps").getByText(zh["remotes.next_speaker"]).waitFor({ timeout: 15_000 });
    await press(officer, zh["remotes.next_speaker"]);
    assert.match(await officer.locator(".now-name").textContent(), /邵小贝/);
    assert.deepEqual(officer.complaints, []);
    await act("end");
  });

  await t.test("the minutes are drafted, objected to, revised, confirmed", async () => {
    await officer.goto(`/remotes/${id}/minutes`);
    const draft = await officer.inputValue("[name=minutes]");
    assert.ok(["乔满仓", "邵小贝", "网络中断"].every((part) => draft.includes(part)), draft);
    await officer.fill("[name=minutes]", `${draft}\n先清老街东段。`);
    await send(officer);
    const street = phones["街道会场"];
    await street.reload();
    await press(street, zh["remote_site.act.object"]);
    await street.fill("[name=reason]", "应当写明六月底前");
    await send(street);
    // One host has the old text before him while it is revised, and so has a second officer.
    const market = phones["集市会场"];
    const place = market.url();
    await market.reload();
    await press(market, zh["remote_site.act.confirm"]);
    const second = await deskOf(browser, server, OFFICER, { width: 1440 });
    await second.goto(`/remotes/${id}/revision`);
    await second.fill("[name=minutes]", `${draft}\n汛期前先清老街东段。`);
    await act("revision", async (page) => {
      assert.ok((await page.content()).includes("应当写明六月底前"));
      await page.fill("[name=minutes]", `${draft}\n六月底前先清老街东段。`);
    });
    await send(market);
    const told = await market.locator("main").innerText();
    assert.ok(told.includes(zh["remotes.minutes-changed"]) && told.includes("六月底前先清老街东段"), told);
    assert.ok(await fits(market));
    market.complaints.length = 0;
    await market.goto(place);
    await send(second);
    const compared = await second.locator("main").innerText();
    assert.ok(compared.includes(zh["remotes.revise.faster"]) && (await second.locator("main del").count()) > 0, compared);
    assert.ok((await second.inputValue("[name=minutes]")).includes("汛期前"), "what was typed is kept");
    for (const [site, page] of Object.entries(phones)) {
      await page.reload();
      await press(page, zh["remote_site.act.confirm"]);
      assert.ok((await page.content()).includes("六月底前先清老街东段"), `${site} reads what it confirms`);
      await send(page);
      assert.ok(await fits(page));
      assert.deepEqual(page.complaints, []);
    }
    await session();
    await officer.locator("#sites tr", { hasText: "区政协会场" }).getByRole("link", { name: zh["remote_site.act.confirm"] }).click();
    await send(officer);
    await act("closing");
    assert.ok((await officer.content()).includes(zh["remote.state.closed"]));
    await officer.goto(`/remotes/${id}/print/minutes`);
    assert.ok((await officer.content()).includes("六月底前先清老街东段"));
  });
});
