// The steps of a village topic, told once: residents at their phones, and everybody of the room at a desk of their own.
import assert from "node:assert/strict";
import { desk, deskOf } from "./browser.mjs";
import { Keys, Pointer } from "./hands.mjs";
import { today } from "./journey.mjs";
import { word } from "./words.mjs";

export const WORKER = "tianxiaohe";
export const CONVENER = "xianghongmei";
export const PARTY = "jiangwangye";
export const MEMBER = "fengyifei";
export const OFFICER = "miaozhichun";
export const BUREAU = "tandawei";
export const ROOM = "砚巷社区协商议事室";
export const HOUSING = ["住房", "Housing"];
const TELEPHONE = "13800000000";
const POINTS = ["real", "here", "no_proceedings", "common"];

export const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const path = (page) => new URL(page.url()).pathname;

/** Everybody of the room, in one language, with a pointer or with the keys alone. */
export class Village {
  constructor(browser, server, { lang = "zh-CN", keys = false, ...options } = {}) {
    Object.assign(this, { browser, server, lang, keys, options, desks: new Map() });
  }

  t(key) { return word(this.lang, key); }

  async of(login) {
    if (!this.desks.has(login)) {
      const page = await deskOf(this.browser, this.server, login, { lang: this.lang, ...this.options });
      this.desks.set(login, this.keys ? new Keys(page) : new Pointer(page));
    }
    return this.desks.get(login);
  }

  async resident() {
    const page = await desk(this.browser, this.server.base, { lang: this.lang, ...this.options });
    return new Resident(this.keys ? new Keys(page) : new Pointer(page), this);
  }

  /** The form at this address, filled in and sent by its verb; where it led to. */
  async does(login, at, values, verb) {
    const hands = await this.of(login);
    await hands.go(at);
    await hands.fill(values);
    await hands.send(this.t(verb));
    return path(hands.page);
  }

  /** The record of this title in a list. */
  async find(login, list, title) {
    const { page } = await this.of(login);
    await page.goto(list);
    return page.locator("main a.name").filter({ hasText: title }).first().getAttribute("href");
  }

  async text(login, at) {
    const hands = await this.of(login);
    await hands.go(at);
    return hands.page.locator("main").innerText();
  }

  complaints() { return [...this.desks.values()].flatMap(({ page }) => page.complaints); }

  async close() {
    for (const { page } of this.desks.values()) await page.context().close();
  }
}

/** Without an account: the code that the page tells, or follows. */
export class Resident {
  constructor(hands, village) { Object.assign(this, { hands, village }); }

  t(key) { return this.village.t(key); }

  async raises(title, photographs = []) {
    const { hands } = this;
    await hands.go("/public/rooms");
    await hands.follow(ROOM);
    await hands.follow(this.t("topics.raise_by_phone"));
    await hands.fill({ title, text: "晚上看不清路，已经有人摔倒。", place: "二组路口", telephone: TELEPHONE });
    if (photographs.length) await hands.page.locator('main input[type="file"]').setInputFiles(photographs);
    await hands.send(this.t("topics.raise-by-phone.submit"));
    const text = await hands.page.locator("main").innerText();
    this.code = text.match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/)?.[0];
    assert.ok(this.code, text);
  }

  /** Where the topic stands, by the key of what the page says, or the words of somebody. */
  async reads(...wanted) {
    await this.hands.go(`/public/follow?code=${this.code}`);
    const text = await this.hands.page.locator("main").innerText();
    for (const one of wanted) {
      const words = /^[a-z]+\.[a-z._-]+$/.test(one) ? this.t(one) : one;
      assert.ok(text.includes(words), `${words} in: ${text}`);
    }
    assert.ok(!text.includes(TELEPHONE), "the telephone stays hidden");
    return text;
  }

  async rates(value) {
    await this.hands.go(`/public/follow?code=${this.code}`);
    await this.hands.follow(this.t("topics.rate_by_code"));
    await this.hands.fill({ value });
    await this.hands.send(this.t("topics.rate_by_code"));
  }

  async leaves() {
    assert.deepEqual(this.hands.page.complaints, []);
    await this.hands.page.context().close();
  }
}

export async function verified(village, title, values = {}) {
  const topic = await village.find(WORKER, "/topics?state=suggested", title);
  await village.does(WORKER, `${topic}/verification`, { points: POINTS, domain: "livelihood", ...values }, "topics.verify");
  return topic;
}

/** From the verification to a session that goes on, in one evening: urgent matters skip the notice. */
export async function opened(village, topic, title) {
  await village.does(CONVENER, `${topic}/screening`, {}, "topics.propose");
  await village.does(PARTY, `${topic}/screening-agreement`, {}, "topics.agree_to_list");
  await village.does(WORKER, `${topic}/notice`, {}, "topics.announce");
  const plan = { room: ROOM, title: `协商会：${title}`, on: today(), time: "19:00", venue_kind: "village_community" };
  const session = await village.does(WORKER, "/consultations/new", plan, "consultations.plan");
  await village.does(CONVENER, `${topic}/choice`, { session: title }, "topics.choose");
  const visit = { visited_on: today(), visitors: "封逸飞", findings: "三盏灯坏了两盏。" };
  await village.does(MEMBER, `${topic}/visits`, visit, "topics.record_visit");
  await village.does(WORKER, `${topic}/figures`, { label: "路灯", number: "8", unit: "盏" }, "topics.record_figure");
  await village.does(WORKER, `${topic}/preparation`, {}, "topics.prepare");
  const people = { members: "封逸飞", units: HOUSING, role: "resident", people: "李秀英 | 居民\n陈守业 | 居民" };
  await village.does(WORKER, `${session}/participants`, people, "consultations.invite");
  await village.does(WORKER, `${session}/notice`, {}, "consultations.notify");
  await village.does(CONVENER, `${session}/opening`, {}, "consultations.open");
  await village.does(MEMBER, `${session}/sign-in`, {}, "consultations.sign_in");
  return session;
}

/** What was agreed, the minutes confirmed by everybody, and the items handed over. */
export async function agreed(village, topic, title) {
  const session = await opened(village, topic, title);
  const came = ["李秀英", "陈守业", "住房"];
  await village.does(WORKER, `${session}/sign-in`, { participants: came }, "consultations.sign_in");
  const position = { topic: title, side: "居民", text: "先修坏的，再看要不要加。" };
  await village.does(WORKER, `${session}/positions`, position, "consultations.record_position");
  await village.does(WORKER, `${topic}/items`, { text: "更换路灯", unit: HOUSING, method: "统一采购", scope: "二组路口", due: day(20) }, "topics.add_item");
  const others = { text: "修剪树枝", owner: "望棠村村委会", method: "义务劳动", due: day(10) };
  await village.does(WORKER, `${topic}/items`, others, "topics.add_item");
  await village.does(CONVENER, `${topic}/agreement`, {}, "topics.record_agreement");
  await village.does(CONVENER, `${session}/minutes`, { minutes: "各方商定由两家分头办理。" }, "consultations.finish");
  await village.does(MEMBER, `${session}/confirmation`, {}, "consultations.confirm_minutes");
  await village.does(WORKER, `${session}/confirmation`, { participants: came }, "consultations.confirm_minutes");
  await village.does(CONVENER, `${session}/settlement`, {}, "consultations.settle");
  await village.does(WORKER, `${session}/publication`, {}, "consultations.publish");
  await village.does(WORKER, `${topic}/handover`, {}, "topics.hand_over");
}

export async function done(village, topic, result, value = "done") {
  await village.does(BUREAU, `${topic}/reports`, { item: "更换路灯", progress: value, text: "五盏路灯已经换好。" }, "topics.report_item");
  await village.does(WORKER, `${topic}/reports`, { item: "修剪树枝", progress: "done", text: "村委会周末剪了。" }, "topics.report_item");
  await village.does(WORKER, `${topic}/result`, { result }, "topics.post_result");
}
