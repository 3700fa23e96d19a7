// Chromium, one for a test file, and the persons who sit in front of it.
import { chromium } from "playwright-core";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=en-US"];

export async function open() {
  return chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ARGS });
}

/**
 * A browser of its own for one person: language, width, theme, with or without script.
 * What the pages complain about is collected in `page.complaints`.
 */
export async function desk(browser, base, { lang = "zh-CN", width = 1280, height = 900, theme = "light", script = true, cookies = [] } = {}) {
  const context = await browser.newContext({
    baseURL: base,
    locale: lang,
    timezoneId: "Asia/Shanghai",
    viewport: { width, height },
    javaScriptEnabled: script,
    reducedMotion: "reduce",
  });
  const own = [["__Host-lang", lang], ["__Host-theme", theme]].map(([name, value]) => ({ name, value, domain: "127.0.0.1", path: "/", secure: true, httpOnly: true, sameSite: "Lax" }));
  await context.addCookies([...own, ...cookies]);
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => page.complaints.push(`${page.url()}: ${error}`));
  return page;
}

const SESSIONS = new WeakMap();

/** After a long journey of the clock everybody has to sign in again. */
export const forget = (server) => SESSIONS.delete(server);

/** Signs in once for each person and server; later desks get the same cookies. */
export async function signIn(server, login) {
  const known = SESSIONS.get(server) ?? new Map();
  SESSIONS.set(server, known);
  if (!known.has(login)) {
    const { password } = server.account(login);
    const body = new URLSearchParams({ login, password });
    const answer = await fetch(`${server.base}/sign-in`, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { origin: server.base, "sec-fetch-site": "same-origin" },
    });
    const cookies = answer.headers.getSetCookie().map((line) => {
      const [name, value] = line.split(";")[0].split(/=(.*)/s);
      return { name, value, domain: "127.0.0.1", path: "/", secure: true, httpOnly: true, sameSite: "Lax" };
    });
    if (answer.status !== 303 || !cookies.length) throw new Error(`${login} could not sign in: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
    known.set(login, cookies.filter((c) => c.name.startsWith("__Host-")));
  }
  return known.get(login);
}

/** A desk at which this person is signed in. */
export async function deskOf(browser, server, login, options = {}) {
  return desk(browser, server.base, { ...options, cookies: await signIn(server, login) });
}
