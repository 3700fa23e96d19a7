// The words on the pages, from the catalogues that the program itself reads.
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "./server.mjs";

const LINE = /^\s*("?)([\w.-]+)\1\s*:\s*"((?:[^"\\]|\\.)*)"\s*$/;

function read(lang) {
  const folders = ["crates", "modules"].flatMap((top) => fs.readdirSync(path.join(ROOT, top)).map((name) => path.join(ROOT, top, name, "messages")));
  folders.push(path.join(ROOT, "server/messages"));
  const words = new Map();
  for (const folder of folders.filter((f) => fs.existsSync(f) && !f.includes("_template"))) {
    for (const file of fs.readdirSync(folder).filter((f) => new RegExp(`(^|[.-])${lang}\\.yml$`).test(f))) {
      for (const line of fs.readFileSync(path.join(folder, file), "utf8").split("\n")) {
        const found = LINE.exec(line);
        if (found) words.set(found[2], JSON.parse(`"${found[3]}"`));
      }
    }
  }
  return words;
}

const CATALOGUES = { "zh-CN": read("zh-CN"), en: read("en") };

/** The text of a key; fails for a key that is in no catalogue. */
export function word(lang, key) {
  const text = CATALOGUES[lang].get(key);
  if (text === undefined) throw new Error(`no message ${key} in ${lang}`);
  return text;
}

export const keys = (lang = "zh-CN") => [...CATALOGUES[lang].keys()];
