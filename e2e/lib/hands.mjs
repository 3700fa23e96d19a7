// Two ways to use a page: with a pointer, and with the keys alone. Both find things by the words that people read.

/** Any of the words, as text that a control shows. A control that is about one of several units names it after a colon. */
function named(words) {
  const escaped = [words].flat().map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^\\s*(?:${escaped.join("|")})(?:\\s*[：:].*)?\\s*$`);
}

const field = (page, name) => page.locator(`main [name="${name}"]:not([type=hidden])`);

/** Those of the choices whose value or label is one of the given. */
async function chosen(inputs, wanted) {
  const labels = await inputs.evaluateAll((all) => all.map((input) => [input.value, input.labels?.[0]?.textContent.trim() ?? ""]));
  const places = [wanted].flat().map((one) => {
    const exact = labels.findIndex(([value, label]) => value === one || label === one);
    return exact >= 0 ? exact : labels.findIndex(([, label]) => label.includes(one));
  });
  const found = places.filter((place) => place >= 0);
  if (!found.length) throw new Error(`no choice ${wanted} among ${JSON.stringify(labels.slice(0, 12))}`);
  return found.map((place) => inputs.nth(place));
}

/** The value of the option that is meant. */
async function optionOf(select, wanted) {
  const options = await select.locator("option").evaluateAll((all) => all.map((o) => [o.value, o.textContent.trim()]));
  const ways = [([value]) => [wanted].flat().includes(value), ([, text]) => [wanted].flat().includes(text), ([, text]) => [wanted].flat().some((w) => text.includes(w))];
  for (const way of ways) {
    const found = options.find(way);
    if (found) return { value: found[0], place: options.indexOf(found) };
  }
  throw new Error(`no option ${wanted} among ${JSON.stringify(options.slice(0, 12))}`);
}

class Hands {
  constructor(page) { this.page = page; }

  async go(path) {
    const answer = await this.page.goto(path);
    if (answer && answer.status() >= 400) throw new Error(`${path}: ${answer.status()} ${await this.heading()}`);
  }

  async heading() { return (await this.page.locator("h1").first().textContent().catch(() => ""))?.trim(); }

  /** Follows a link by its words, also where it stands under 更多操作. */
  async follow(words) { await this.use(await this.shown(this.page.locator("main a").filter({ hasText: named(words) }), words)); }

  /** Presses the button that sends the form; a form that comes back with errors is a failure. */
  async send(words) {
    await this.use(await this.shown(this.page.locator("main button[type=submit]").filter({ hasText: named(words) }), words));
    const summary = this.page.locator(".error-summary");
    if (await summary.count()) throw new Error(`${await this.heading()}: ${(await summary.innerText()).replace(/\s+/g, " ")}`);
  }

  async shown(locator, words) {
    const visible = locator.filter({ visible: true });
    if (!(await visible.count())) {
      for (const more of await this.page.locator("main .acts details.more:not([open]) > summary").filter({ visible: true }).all()) await this.use(more, false);
    }
    if (!(await visible.count())) {
      const there = await this.page.locator("main a, main button").filter({ visible: true }).allInnerTexts();
      throw new Error(`${this.page.url()} “${await this.heading()}” has no ${words}; there is: ${there.slice(0, 40).join(" | ")}`);
    }
    return visible.first();
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) await this.enter(name, value);
  }

  async kind(name) {
    const inputs = field(this.page, name);
    if (!(await inputs.count())) throw new Error(`${this.page.url()} has no field ${name}`);
    return { inputs, type: await inputs.first().evaluate((e) => e.type) };
  }
}

export class Pointer extends Hands {
  async use(locator, leaves = true) {
    if (!leaves) return locator.click();
    await Promise.all([this.page.waitForEvent("domcontentloaded"), locator.click()]);
    await this.page.waitForLoadState("load");
  }

  async enter(name, value) {
    const { inputs, type } = await this.kind(name);
    if (type === "radio" || type === "checkbox") for (const input of await chosen(inputs, value)) await input.check();
    else if (type === "select-one") await inputs.first().selectOption((await optionOf(inputs.first(), value)).value);
    else if (type === "file") await inputs.first().setInputFiles(value);
    else for (const [place, text] of [value].flat().entries()) await inputs.nth(place).fill(text);
  }

  /** The record of this title, by the list. */
  async record(title) {
    await this.go(`/proposals?q=${encodeURIComponent(title)}`);
    await this.use(this.page.locator("main a.name").filter({ hasText: title }).first());
  }
}

const MOST_TABS = 400;

export class Keys extends Hands {
  get keys() { return this.page.keyboard; }

  /** Tab by tab, as somebody without a mouse; the skip link leads past the head of a fresh page. */
  async reach(locator) {
    const wanted = await locator.elementHandle();
    const at = () => wanted.evaluate((e) => (e === document.activeElement ? "here" : document.activeElement === document.body ? "top" : "on"));
    if ((await at()) === "top") {
      await this.keys.press("Tab");
      await this.keys.press("Enter");
    }
    for (let n = 0; n < MOST_TABS; n++) {
      if ((await at()) === "here") return;
      await this.keys.press("Tab");
    }
    throw new Error(`${this.page.url()}: the keys do not reach ${locator}`);
  }

  async use(locator, leaves = true) {
    await this.reach(locator);
    if (!leaves) return this.keys.press("Enter");
    await Promise.all([this.page.waitForEvent("domcontentloaded"), this.keys.press("Enter")]);
    await this.page.waitForLoadState("load");
  }

  async enter(name, value) {
    const { inputs, type } = await this.kind(name);
    if (type === "radio") return this.pick(inputs, value);
    if (type === "checkbox") return this.tick(inputs, value);
    if (type === "select-one") return this.choose(inputs.first(), value);
    for (const [place, text] of [value].flat().entries()) {
      const input = inputs.nth(place);
      if ((await input.inputValue()) === text) continue;
      await this.reach(input);
      if (type === "date") await this.day(text);
      else {
        await this.keys.press("Control+A");
        await this.keys.type(text);
      }
    }
  }

  async pick(inputs, value) {
    const [wanted] = await chosen(inputs, value);
    const checked = inputs.and(this.page.locator(":checked"));
    await this.reach((await checked.count()) ? checked.first() : inputs.first());
    if (!(await inputs.and(this.page.locator(":checked")).count())) await this.keys.press("Space");
    for (let n = 0; n < 40 && !(await wanted.isChecked()); n++) await this.keys.press("ArrowDown");
    if (!(await wanted.isChecked())) throw new Error(`the arrows do not choose ${value}`);
  }

  async tick(inputs, value) {
    for (const input of await chosen(inputs, value)) {
      const find = input.locator("xpath=ancestor::fieldset[1]").locator("[data-choices]");
      if ((await find.count()) && (await find.isVisible())) {
        await this.reach(find);
        await this.keys.press("Control+A");
        await this.keys.type((await input.evaluate((e) => e.labels[0].textContent)).trim());
      }
      await this.reach(input);
      if (!(await input.isChecked())) await this.keys.press("Space");
    }
  }

  async choose(select, value) {
    const { value: wanted, place } = await optionOf(select, value);
    await this.reach(select);
    await this.keys.press("Home");
    for (let n = 0; n <= place && (await select.inputValue()) !== wanted; n++) await this.keys.press("ArrowDown");
    if ((await select.inputValue()) !== wanted) throw new Error(`the arrows do not choose ${value}`);
  }

  /** `2026-11-21` into a date field, which follows the language of the browser, not of the page: month, day, year. */
  async day(text) {
    const [year, month, day] = text.split("-");
    for (const part of [month, day, year]) await this.keys.type(part);
  }

  /** `/` searches, `j` goes to the first row, Enter opens it. */
  async record(title) {
    if (!this.page.url().startsWith("http")) await this.go("/workbench");
    await this.keys.press("/");
    await this.keys.type(title);
    await Promise.all([this.page.waitForEvent("domcontentloaded"), this.keys.press("Enter")]);
    await this.page.waitForLoadState("load");
    await this.keys.press("j");
    await Promise.all([this.page.waitForEvent("domcontentloaded"), this.keys.press("Enter")]);
    await this.page.waitForLoadState("load");
  }
}
