// Every page that a person can reach by links, one of each kind.
import { signIn } from "./browser.mjs";

const MOST_OF_A_KIND = 24;
/** Records whose pages differ by their state. */
const MANY = new Set(["/proposals/{id}", "/topics/{id}", "/consultations/{id}", "/rooms/{id}", "/deliberations/{id}", "/outcomes/{id}", "/remotes/{id}"]);
const unescape = (text) => text.replace(/&#38;|&amp;/g, "&").replace(/&#x27;|&#39;/g, "'").replace(/&quot;|&#34;/g, '"').replace(/&lt;|&#60;/g, "<").replace(/&gt;|&#62;/g, ">");

/** `/proposals/7/text?ids=9` → `/proposals/{id}/text?ids` */
export function kindOf(path) {
  const url = new URL(path, "http://x");
  const place = url.pathname.replace(/\/\d{3,}(?=\/|$)/g, "/{id}");
  const names = [...new Set([...url.searchParams].map(([name, value]) => (name === "tab" ? `${name}=${value}` : name)))].sort();
  return place + (names.length ? `?${names.join("&")}` : "");
}

const linksOf = (html) => [...html.matchAll(/<a\b[^>]*?\bhref="([^"#]+)(?:#[^"]*)?"/g)].map(([, href]) => unescape(href)).filter((href) => href.startsWith("/") && !href.startsWith("//"));

/** The words on a page and in the attributes that are read out. */
export function textsOf(html) {
  const bare = html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, " ");
  const spoken = [...bare.matchAll(/\b(?:aria-label|title|placeholder|alt|data-label|data-left|data-over)="([^"]*)"/g)].map(([, text]) => text);
  return unescape([bare.replace(/<[^>]+>/g, "\n"), ...spoken].join("\n"));
}

/**
 * Visits by breadth, as one person: `{kind, path, html, status, headers}` of each page. Two pages of the same kind count
 * as different only when other acts are offered on them.
 */
export async function crawl(server, login, { lang = "zh-CN", seeds = ["/workbench"], also = () => [] } = {}) {
  const cookies = login ? await signIn(server, login) : [];
  const cookie = [...cookies.map((c) => `${c.name}=${c.value}`), `__Host-lang=${lang}`].join("; ");
  const queue = seeds.map((path) => [path, "start"]);
  const [met, fetched, faces, pages] = [new Set(seeds), new Map(), new Set(), []];
  while (queue.length) {
    const [path, from] = queue.shift();
    const kind = kindOf(path);
    const times = fetched.get(kind) ?? 0;
    if (times >= (MANY.has(kind) ? MOST_OF_A_KIND : 2)) continue;
    fetched.set(kind, times + 1);
    const answer = await fetch(server.base + path, { headers: { cookie }, redirect: "manual" });
    const type = answer.headers.get("content-type") ?? "";
    const html = type.startsWith("text/html") ? await answer.text() : "";
    const acts = [...html.matchAll(/class="button[^"]*"[^>]*href="([^"]+)"/g)].map(([, href]) => kindOf(unescape(href)));
    const face = [kind, /class="chip [^"]*">([^<]*)/.exec(MANY.has(kind) ? html : "")?.[1], ...acts].join(" ");
    if (!faces.has(face)) {
      faces.add(face);
      pages.push({ login, lang, kind, path, from, html, type, status: answer.status, location: answer.headers.get("location"), headers: Object.fromEntries(answer.headers) });
    }
    // The links of the component page are samples.
    for (const next of kind === "/components" ? [] : [...linksOf(html), ...also(kind)]) {
      if (met.has(next) || next.startsWith("/assets/") || next.startsWith("/files/")) continue;
      met.add(next);
      queue.push([next, path]);
    }
  }
  return pages;
}

const STATES = ["draft", "cosign_open", "submitted", "pre_review", "second_review", "returned", "filed", "assigned", "replied", "rehandling", "face_to_face", "closed", "not_filed", "re_examination", "merged", "withdrawn"];

/** Where a person starts: the workbench, and the list narrowed to each state, so that every act is met somewhere. */
const TOPICS = ["suggested", "verified", "proposed", "screened", "listed", "chosen", "prepared", "agreed", "partly", "no_agreement", "handling", "result_posted", "rated", "closed", "referred_up", "not_taken_up", "merged"];
const SESSIONS = ["planned", "notified", "open", "paused", "minutes", "confirmed", "published"];
export const SEEDS = [
  "/workbench",
  "/",
  "/proposals",
  ...STATES.map((s) => `/proposals?state=${s}`),
  ...TOPICS.map((s) => `/topics?state=${s}`),
  ...SESSIONS.map((s) => `/consultations?state=${s}`),
  "/components",
];
