// A question is put to a village: phones and paper slips in one map, moderated, closed, its result posted; a suggestion out of it
// is answered by a bureau with a file.
import assert from "node:assert/strict";
import test from "node:test";
import { desk, deskOf, open } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";
import { word } from "./lib/words.mjs";

const OFFICER = "miaozhichun";
const CONVENER = "xianghongmei";
const LIAISON = "tuxiaohong";
const BUREAU = "汀浦区住房和城乡建设管理局";
const PDF = "%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n";

/** Sends the form of an act on the page, by keyboard. */
async function send(page) {
  await page.locator("main form.form button[type=submit]").first().focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

const browser = await open();
const server = await start();
test.after(async () => { await browser.close(); await server.stop(); });

test("a question is put to a village", async (t) => {
  const zh = new Proxy({}, { get: (_, key) => word("zh-CN", key) });
  const officer = await deskOf(browser, server, OFFICER, {});
  let id;

  await t.test("the officer proposes it, the convener approves, it opens", async () => {
    await officer.goto("/deliberations/new");
    const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
    await officer.fill("[name=title]", "桥头小广场的夜灯");
    await officer.fill("[name=question]", "桥头小广场的夜灯应当几点关？");
    await officer.fill("[name=place]", "望棠街道桥头社区");
    await officer.check("[name=audience][value=place]");
    await officer.fill("[name=opens_on]", day(0));
    await officer.fill("[name=closes_on]", day(7));
    await officer.fill("[name=seeds]", "夜里十点应当关一半的灯\n孩子放学后应当亮着\n灯应当换成暖色\n周末可以晚一点关\n电费应当公示");
    await send(officer);
    id = officer.url().match(/deliberations\/(\d+)/)[1];
    const convener = await deskOf(browser, server, CONVENER, {});
    await convener.goto("/workbench");
    assert.ok((await convener.content()).includes(zh["deliberations.queue.to-approve"]));
    await convener.goto(`/deliberations/${id}/approval`);
    await send(convener);
    for (const step of ["announcement", "opening"]) {
      await officer.goto(`/deliberations/${id}/${step}`);
      await send(officer);
    }
    assert.ok((await officer.content()).includes(zh["deliberation.state.open"]));
  });

  await t.test("residents vote on phones, with and without script, in both languages", async () => {
    for (let person = 0; person < 14; person += 1) {
      const page = await desk(browser, server.base, { width: 390, height: 844, script: person % 2 === 0, lang: person % 3 ? "zh-CN" : "en" });
      await page.goto(`/public/deliberations/${id}`);
      for (let left = 5; left > 0; left -= 1) {
        const text = await page.locator("#card-text").textContent();
        const agrees = person % 2 === 0 || text.includes("电费") || text.includes("放学");
        const button = page.locator(agrees ? ".vote-agree" : ".vote-disagree");
        await button.focus();
        await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      }
      assert.equal(await page.locator(".ballot-done").count(), 1, "everything is answered");
      assert.equal(await page.locator(".own-votes li").count(), 5);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    }
  });

  await t.test("a resident says something, the officer shows it", async () => {
    const page = await desk(browser, server.base, { width: 390, height: 844 });
    await page.goto(`/public/deliberations/${id}/speak`);
    await page.fill("[name=text]", "夜里十点应当关掉一半的灯");
    await page.waitForSelector("[data-alike-list]:not([hidden])");
    await send(page);
    assert.ok(await page.locator("[name=anyway]").count(), "what is alike is pointed out");
    await page.fill("[name=text]", "广场应当添两张长椅");
    await send(page);
    await officer.goto("/workbench");
    await officer.goto(`/deliberations/${id}#screening`);
    await officer.locator(`main a[href*="/showing"]`).first().click();
    await send(officer);
    await page.goto(`/public/deliberations/${id}`);
    assert.ok((await page.content()).includes(zh["statement.state.shown"]));
    await page.context().close();
  });

  await t.test("paper slips and phones are one map", async () => {
    await officer.goto(`/deliberations/${id}/slips`);
    await officer.fill("[name=count]", "2");
    await send(officer);
    const code = (await officer.locator(".sheet-number").first().textContent()).trim();
    await officer.goto(`/deliberations/${id}/slip-entries`);
    await officer.fill("[name=code]", code);
    for (const number of [1, 2, 3, 4, 5]) await officer.selectOption(`#f-votes-${number}`, `${number}:agree`);
    await send(officer);
    const phone = await desk(browser, server.base, { width: 390, height: 844 });
    await phone.goto(`/public/deliberations/${id}?slip=${code}`);
    assert.equal(await phone.locator("#own-votes li").count(), 5, "the slip is the same voice on a phone");
    await phone.context().close();
  });

  await t.test("the map follows live, and a table says the same", async () => {
    const page = await desk(browser, server.base, {});
    await page.goto(`/public/deliberations/${id}/results`);
    await page.waitForSelector(".opinion-map", { timeout: 20_000 });
    assert.ok(await page.locator("#shared table").count() + await page.locator("#shared .prose").count());
    assert.ok(await page.locator("#groups .group-card").count() >= 2);
    const before = Number(await page.locator("[data-people]").textContent());
    for (let more = 0; more < 6; more += 1) {
      const phone = await desk(browser, server.base, { width: 390, height: 844 });
      await phone.goto(`/public/deliberations/${id}`);
      await Promise.all([phone.waitForNavigation(), phone.locator(".vote-pass").click()]);
      await phone.context().close();
    }
    const people = async () => Number(await page.locator("[data-people]").first().textContent());
    for (let waited = 0; waited < 40 && (await people()) < before + 1; waited += 1) await page.waitForTimeout(250);
    assert.ok((await people()) > before, `${await people()} after ${before}`);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  await t.test("it closes; the summary is a person's, the result comes back", async () => {
    const steps = [["closing", null], ["summary", "大家都赞成孩子放学后亮灯、公示电费。"], ["report", "已报送街道办事处。"], ["result", "街道采纳两条，六月底前换好定时器。"]];
    for (const [step, text] of steps) {
      await officer.goto(`/deliberations/${id}/${step}`);
      if (text) await officer.locator("main textarea").first().fill(text);
      await send(officer);
    }
    const page = await desk(browser, server.base, { width: 390, height: 844, script: false });
    await page.goto(`/public/deliberations/${id}/results`);
    const shown = await page.content();
    assert.ok(shown.includes("六月底前换好定时器") && shown.includes(zh["deliberations.export.votes"]));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth).catch(() => true));
  });

  await t.test("a suggestion goes to a bureau, which answers with a file; everybody reads what became of it", async () => {
    const day = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
    await officer.goto(`/deliberations/${id}`);
    await officer.locator(`main a[href$="/outcomes"]`).first().click();
    await officer.fill("[name=text]", "桥头小广场换装暖色定时路灯");
    await officer.selectOption("[name=statement]", "3");
    await send(officer);
    const outcome = officer.url().match(/outcomes\/(\d+)/)[1];
    await officer.goto(`/outcomes/${outcome}/assignment`);
    await officer.selectOption("[name=unit]", { label: BUREAU });
    await officer.fill("[name=due]", day);
    await officer.fill("[name=method]", "由区住建局直接办理");
    await send(officer);

    const liaison = await deskOf(browser, server, LIAISON, { width: 390, height: 844 });
    await liaison.goto("/workbench");
    assert.ok((await liaison.content()).includes(zh["outcomes.queue.assigned"]));
    await liaison.goto(`/outcomes/${outcome}/acceptance`);
    await send(liaison);
    await liaison.goto(`/outcomes/${outcome}/answer`);
    await liaison.check("[name=class][value=adopted]");
    await liaison.fill("[name=answer]", "已换装六盏暖色灯，十点后减半。");
    await liaison.setInputFiles("[name=evidence]", { name: "换装验收单.pdf", mimeType: "application/pdf", buffer: Buffer.from(PDF) });
    await send(liaison);
    assert.ok(await liaison.locator('main a[href^="/files/"]').count(), "the file hangs on the answer");
    assert.ok(await liaison.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
    assert.deepEqual(liaison.complaints, []);

    const resident = await desk(browser, server.base, { width: 390, height: 844, script: false });
    const results = `/public/deliberations/${id}/results`;
    await resident.goto(results);
    assert.ok((await resident.content()).includes("十点后减半"));
    assert.equal(await resident.locator('#outcomes a[href^="/files/"]').count(), 0, "nobody has looked at the file yet");
    await officer.goto(`/outcomes/${outcome}/evaluation`);
    assert.ok(await officer.locator('main a[href^="/files/"]').count(), "whoever judges sees it");
    await officer.check("[name=verdict][value=met]");
    await officer.fill("[name=evaluation]", "夜里去看过，确实是暖色。");
    await send(officer);
    await officer.goto(`/outcomes/${outcome}/closing`);
    await send(officer);
    assert.ok((await officer.content()).includes(zh["outcome.state.closed"]));

    await resident.goto(results);
    const told = await resident.locator("#outcomes").innerText();
    assert.ok(told.includes(zh["word.outcome-class.adopted"]) && told.includes(zh["outcome.state.closed"]), told);
    const file = await resident.locator('#outcomes a[href^="/files/"]').first().getAttribute("href");
    const answer = await fetch(server.base + file);
    assert.equal(answer.status, 200);
    assert.ok((await answer.text()).startsWith("%PDF"));
    for (const page of [resident, liaison]) await page.context().close();
  });
});
