// A resident raises a matter by phone and follows it by its code; worker, convener, party committee, a member and a bureau
// carry it to a rated result. One is done again, one goes up to the district and its answer comes back down.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desk, deskOf, open } from "./lib/browser.mjs";
import { Pointer } from "./lib/hands.mjs";
import { today } from "./lib/journey.mjs";
import { start } from "./lib/server.mjs";

const WORKER = "tianxiaohe";
const CONVENER = "xianghongmei";
const PARTY = "jiangwangye";
const MEMBER = "fengyifei";
const OFFICER = "miaozhichun";
const BUREAU = "tandawei";
const ROOM = "砚巷社区协商议事室";
const PHONE = { width: 390, height: 844 };

let server, browser;
before(async () => { [server, browser] = await Promise.all([start(), open()]); });
after(async () => { await browser?.close(); await server?.stop(); });

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Everybody at a desk of their own, kept open. */
class Village {
  desks = new Map();

  async of(login) {
    if (!this.desks.has(login)) this.desks.set(login, new Pointer(await deskOf(browser, server, login)));
    return this.desks.get(login);
  }

  /** The form at this address, filled in and sent; where it led to. */
  async does(login, path, values, verb) {
    const hands = await this.of(login);
    await hands.go(path);
    await hands.fill(values);
    await hands.send(verb);
    return new URL(hands.page.url()).pathname;
  }

  /** The record of this title in a list. */
  async find(login, list, title) {
    const { page } = await this.of(login);
    await page.goto(list);
    return page.locator("main a.name").filter({ hasText: title }).first().getAttribute("href");
  }

  async close() {
    for (const { page } of this.desks.values()) await page.context().close();
  }
}

/** On the phone, without an account: the code that the page tells, or follows. */
class Resident {
  static async arrive(options = PHONE) {
    return new Resident(new Pointer(await desk(browser, server.base, options)));
  }

  constructor(hands) { this.hands = hands; }

  async raises(title) {
    const { hands } = this;
    await hands.go("/public/rooms");
    await hands.follow(ROOM);
    await hands.follow("我要反映");
    await hands.fill({ title, text: "晚上看不清路，已经有人摔倒。", place: "二组路口", telephone: "13800000000" });
    await hands.send("提交");
    const text = await hands.page.locator("main").innerText();
    this.code = text.match(/[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}/)?.[0];
    assert.ok(this.code, text);
  }

  async reads(words) {
    await this.hands.go(`/public/follow?code=${this.code}`);
    const text = await this.hands.page.locator("main").innerText();
    assert.ok(text.includes(words), `${words} in: ${text}`);
    assert.ok(!text.includes("13800000000"), "the telephone stays hidden");
  }

  async rates(value) {
    await this.hands.go(`/public/follow?code=${this.code}`);
    await this.hands.follow("评价办理结果");
    await this.hands.fill({ value });
    await this.hands.send("评价办理结果");
  }

  async leaves() { await this.hands.page.context().close(); }
}

async function verified(village, title, values = {}) {
  const topic = await village.find(WORKER, "/topics?state=suggested", title);
  const points = ["real", "here", "no_proceedings", "common"];
  await village.does(WORKER, `${topic}/verification`, { points, domain: "livelihood", ...values }, "核实通过");
  return topic;
}

/** From the verification to the handing over, in one evening: urgent matters skip the notice. */
async function agreed(village, topic, title) {
  await village.does(CONVENER, `${topic}/screening`, {}, "提请党（工）委审定");
  await village.does(PARTY, `${topic}/screening-agreement`, {}, "同意列入议题");
  await village.does(WORKER, `${topic}/notice`, {}, "张榜公示");
  const plan = { room: ROOM, title: `协商会：${title}`, on: today(), time: "19:00", venue_kind: "village_community" };
  const session = await village.does(WORKER, "/consultations/new", plan, "安排协商会");
  await village.does(CONVENER, `${topic}/choice`, { session: title }, "确定为协商议题");
  const visit = { visited_on: today(), visitors: "封逸飞", findings: "三盏灯坏了两盏。" };
  await village.does(MEMBER, `${topic}/visits`, visit, "登记走访");
  await village.does(WORKER, `${topic}/preparation`, {}, "准备就绪");
  const people = { members: "封逸飞", units: "住房", role: "resident", people: "李秀英 | 居民\n陈守业 | 居民" };
  await village.does(WORKER, `${session}/participants`, people, "邀请参加");
  await village.does(WORKER, `${session}/notice`, {}, "发出通知");
  await village.does(CONVENER, `${session}/opening`, {}, "开会");
  await village.does(MEMBER, `${session}/sign-in`, {}, "签到");
  const came = ["李秀英", "陈守业", "住房"];
  await village.does(WORKER, `${session}/sign-in`, { participants: came }, "签到");
  await village.does(WORKER, `${session}/positions`, { topic: title, side: "居民", text: "先修坏的，再看要不要加。" }, "记录意见");
  await village.does(WORKER, `${topic}/items`, { text: "更换路灯", unit: "住房", method: "统一采购", due: day(20) }, "添加事项");
  const village_committee = { text: "修剪树枝", owner: "望棠村村委会", method: "义务劳动", due: day(10) };
  await village.does(WORKER, `${topic}/items`, village_committee, "添加事项");
  await village.does(CONVENER, `${topic}/agreement`, {}, "登记达成一致");
  await village.does(CONVENER, `${session}/minutes`, { minutes: "各方商定由两家分头办理。" }, "散会并整理纪要");
  await village.does(MEMBER, `${session}/confirmation`, {}, "确认纪要");
  await village.does(WORKER, `${session}/confirmation`, { participants: came }, "确认纪要");
  await village.does(CONVENER, `${session}/settlement`, {}, "审定纪要");
  await village.does(WORKER, `${session}/publication`, {}, "公布纪要");
  await village.does(WORKER, `${topic}/handover`, {}, "交办各责任方");
}

async function done(village, topic, result) {
  await village.does(BUREAU, `${topic}/reports`, { item: "更换路灯", progress: "done", text: "五盏路灯已经换好。" }, "提交办理情况");
  await village.does(WORKER, `${topic}/reports`, { item: "修剪树枝", progress: "done", text: "村委会周末剪了。" }, "提交办理情况");
  await village.does(WORKER, `${topic}/result`, { result }, "公布办理结果");
}

test("a resident's matter comes to a rated result, and one that dissatisfies is done again", async () => {
  const village = new Village();
  const resident = await Resident.arrive();
  const title = "二组路口路灯不亮";
  await resident.raises(title);
  await resident.reads("三个工作日内核实");
  const topic = await verified(village, title, { urgent: "true" });
  await agreed(village, topic, title);
  await resident.reads("责任方正在办理");
  await done(village, topic, "路灯换好，树枝剪了。");
  await resident.reads("请您评价");
  await resident.rates("dissatisfied");
  await village.does(CONVENER, `${topic}/rating-end`, {}, "结束评价");
  await village.does(CONVENER, `${topic}/reopening`, { reason: "还有一盏不亮" }, "重新办理");
  await done(village, topic, "最后一盏也亮了。");
  await resident.rates("satisfied");
  await village.does(MEMBER, `${topic}/ratings`, { value: "satisfied" }, "提交评价");
  await village.does(CONVENER, `${topic}/rating-end`, {}, "结束评价");
  await village.does(CONVENER, `${topic}/closing`, {}, "办结");
  await resident.reads("最后一盏也亮了");
  await resident.leaves();
  await village.close();
});

test("what goes up to the district is answered in the village, also without script", async () => {
  const village = new Village();
  const resident = await Resident.arrive({ ...PHONE, script: false });
  const title = "过境货车噪声";
  await resident.raises(title);
  const topic = await verified(village, title);
  await village.does(CONVENER, `${topic}/referral`, { to: "assembly", text: "需要区里统一安排限行。" }, "上报");
  await village.does(OFFICER, `${topic}/referral-answer`, { text: "已商请交警部门，晚十点后限行。" }, "答复议事室");
  await resident.reads("晚十点后限行");
  await resident.rates("basically");
  await resident.leaves();
  await village.close();
});
