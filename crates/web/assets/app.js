// Small helps on top of pages that work without them. Only counts and likenesses are fetched.
"use strict";
(() => {
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const one = (selector, root) => (root || document).querySelector(selector);
  const fill = (text, name, value) => text.split("{" + name + "}").join(value);
  const store = (() => { try { localStorage.getItem(""); return localStorage; } catch { return null; } })();
  const number = (n) => n.toLocaleString("en");
  const json = (url) => fetch(url).then((answer) => (answer.status === 200 ? answer.json() : {}));

  // What went wrong takes the focus; a link in it lands in the field, not only near it.
  const errors = one("[data-errors]");
  if (errors) errors.focus();
  all("[data-errors] a").forEach((link) => link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") || field).scrollIntoView();
    field.focus({ preventScroll: true });
  }));

  // Characters as the server counts them: code points, a line end is one.
  all("[data-max]").forEach((counter) => {
    const field = one("textarea, input", counter.parentElement);
    const max = Number(counter.dataset.max);
    const show = () => {
      const left = max - Array.from(field.value.replace(/\r\n/g, "\n")).length;
      counter.textContent = fill(left < 0 ? counter.dataset.over : counter.dataset.left, "n", number(Math.abs(left)));
      counter.classList.toggle("over", left < 0);
    };
    field.addEventListener("input", show);
    show();
  });

  // Numbered lines grow.
  all("[data-add-line]").forEach((button) => {
    const list = one("[data-lines]", button.parentElement);
    button.hidden = false;
    // The spare lines are for those without this script.
    const blank = (item) => item && one("textarea", item).value === "";
    while (list.children.length > Number(list.dataset.lines) && blank(list.lastElementChild) && blank(list.lastElementChild.previousElementSibling)) list.lastElementChild.remove();
    button.addEventListener("click", () => {
      const item = list.lastElementChild.cloneNode(true);
      const place = list.children.length;
      const input = one("textarea", item);
      const label = one("label", item);
      input.value = "";
      input.removeAttribute("aria-invalid");
      input.id = label.htmlFor = input.id.replace(/\d+$/, place);
      label.textContent = fill(list.dataset.label, "n", place + 1);
      list.append(item);
      input.focus();
    });
  });

  // Long lists of choices get a box to find one, and say how many are chosen.
  all("[data-choices]").forEach((box) => {
    const field = box.closest(".field");
    const items = all(".choice, option", field);
    box.parentElement.hidden = false;
    box.addEventListener("input", () => {
      const wanted = box.value.trim().toLowerCase();
      items.forEach((item) => { item.hidden = wanted !== "" && !item.textContent.toLowerCase().includes(wanted); });
    });
    box.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  });
  all("[data-chosen]").forEach((note) => {
    const field = note.closest(".field");
    const show = () => { note.textContent = fill(note.dataset.chosen, "n", all("input:checked", field).length); };
    field.addEventListener("change", show);
    show();
  });

  // Acts on many rows: all of the page, and how many.
  const batch = one("[data-batch]");
  if (batch) {
    const rows = all('input[name="ids"]');
    const every = one("#batch-all");
    const count = one("[data-count]", batch);
    const hint = count.textContent;
    const show = () => {
      const chosen = rows.filter((row) => row.checked).length;
      every.checked = chosen === rows.length;
      count.textContent = chosen ? fill(batch.dataset.batch, "n", chosen) : hint;
    };
    one("[data-all]", batch).hidden = false;
    every.addEventListener("change", () => { rows.forEach((row) => { row.checked = every.checked; }); show(); });
    let last = null;
    rows.forEach((row, place) => row.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) rows.slice(Math.min(last, place), Math.max(last, place)).forEach((r) => { r.checked = row.checked; });
      last = place;
      show();
    }));
    show();
  }

  // Which columns, and how dense: remembered on this device for each list.
  const view = one("[data-view]");
  if (view && store) {
    const table = one("[data-rows]");
    const key = "view:" + location.pathname;
    const heads = all("thead th", table);
    const first = one(".choice", view);
    const kept = JSON.parse(store.getItem(key) || '{"hide":[]}');
    const show = () => {
      table.classList.toggle("dense", !!kept.dense);
      heads.forEach((head, at) => all("tr", table).forEach((row) => { row.children[at].hidden = kept.hide.includes(head.textContent); }));
      store.setItem(key, JSON.stringify(kept));
    };
    const box = (choice, checked, change) => {
      const input = one("input", choice);
      input.checked = checked;
      input.addEventListener("change", () => { change(input.checked); show(); });
    };
    heads.forEach((head, at) => {
      if (head.matches(".pick") || one("tbody .name-cell", table).cellIndex === at) return;
      const choice = first.cloneNode(true);
      const name = head.textContent;
      one("input", choice).id = one("label", choice).htmlFor = "view-" + at;
      one("label", choice).textContent = name;
      first.parentElement.append(choice);
      box(choice, !kept.hide.includes(name), (on) => { kept.hide = kept.hide.filter((other) => other !== name).concat(on ? [] : [name]); });
    });
    box(first, !!kept.dense, (on) => { kept.dense = on; });
    view.hidden = false;
    show();
  }

  // Titles and long texts are kept on this device until they are sent; never passwords, and nothing after signing out.
  const PREFIX = "draft:", KEPT = "textarea, [name=title]";
  const forget = (prefix) => Object.keys(store).filter((key) => key.startsWith(prefix)).forEach((key) => store.removeItem(key));
  if (store) {
    all("[data-forget]").forEach((form) => form.addEventListener("submit", () => forget(PREFIX)));
    // What was not done is kept.
    const sent = store.getItem("sent");
    if (sent && one("[data-done]")) { store.removeItem("sent"); forget(sent); }
    all("form[data-draft]").forEach((form) => {
      const prefix = PREFIX + location.pathname + "#" + form.getAttribute("action");
      const texts = () => all(KEPT, form);
      const note = one("[data-draft-note]", form);
      const kept = (() => { try { return JSON.parse(store.getItem(prefix)); } catch { return null; } })();
      const now = () => texts().map((text) => [text.name, text.value]);
      if (kept && JSON.stringify(kept.texts) !== JSON.stringify(now())) {
        const words = note.firstChild;
        words.textContent = fill(words.textContent, "at", new Date(kept.at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }));
        note.hidden = false;
        one("[data-draft-restore]", note).addEventListener("click", () => {
          kept.texts.forEach(([name, value], place) => {
            while (texts().length <= place && one("[data-add-line]", form)) one("[data-add-line]", form).click();
            const text = texts()[place];
            if (text && text.name === name) { text.value = value; text.dispatchEvent(new Event("input", { bubbles: true })); }
          });
          note.hidden = true;
          texts()[0].focus();
        });
        one("[data-draft-drop]", note).addEventListener("click", () => { store.removeItem(prefix); note.hidden = true; });
      }
      let timer = 0;
      form.addEventListener("input", (event) => {
        if (!event.target.matches(KEPT)) return;
        clearTimeout(timer);
        timer = setTimeout(() => { try { store.setItem(prefix, JSON.stringify({ at: Date.now(), texts: now() })); } catch { /* full */ } }, 800);
      });
      form.addEventListener("submit", () => { clearTimeout(timer); store.setItem("sent", prefix); });
    });
  }

  // A second click does not send twice; the server would know the key, but the person would wonder.
  all("form[method=post]").forEach((form) => form.addEventListener("submit", (event) => {
    if (form.dataset.busy) event.preventDefault();
    form.dataset.busy = "1";
    if (store && !("draft" in form.dataset)) store.removeItem("sent");
    setTimeout(() => { delete form.dataset.busy; }, 4000);
  }));

  // Menus close on Escape and on a click elsewhere.
  const menus = all(".drop, .menu, .more");
  document.addEventListener("click", (event) => menus.forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));

  // Keyboard: / search, j k rows, Enter open, ? help.
  const keys = document.getElementById("keys");
  const rows = all("[data-rows] tbody tr, [data-rows] li");
  let at = -1;
  const go = (step) => {
    if (!rows.length) return;
    if (rows[at]) rows[at].classList.remove("at");
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at].classList.add("at");
    const link = one("a", rows[at]);
    if (link) link.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") menus.filter((menu) => menu.open).forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "/") {
      const box = all("[data-search]").find((input) => input.offsetParent !== null);
      if (box) { event.preventDefault(); box.focus(); }
    } else if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
    else if (event.key === "?" && keys && keys.showModal && !keys.open) keys.showModal();
  });

  // Live: a stream, or asking again where there is no room in it.
  all("[data-live]").forEach((box) => {
    const url = box.dataset.live;
    let version = 0;
    one("[data-live-hint]", box).hidden = false;
    const show = (now) => {
      version = now.version;
      ["people", "votes"].forEach((what) => { one(`[data-${what}]`, box).textContent = number(now[what]); });
      if (now.svg) one("[data-map]", box).innerHTML = now.svg;
      all("[data-tally]").forEach((bars) => {
        const [agree, disagree, pass] = now.tallies[bars.dataset.tally] || [];
        let at = 0;
        if (agree >= 0) [agree, pass, disagree].forEach((count, place) => {
          const part = bars.children[place];
          part.setAttribute("x", at);
          part.setAttribute("width", 100 * count / (agree + disagree + pass));
          at += +part.getAttribute("width");
        });
      });
    };
    const ask = (ms) => setTimeout(() => json(url + "?version=" + version).then((now) => { if (now.version) show(now); ask(now.again_ms || ms); }, () => ask(60000)), ms);
    const stream = new EventSource(url);
    stream.onmessage = (event) => show(JSON.parse(event.data));
    stream.onerror = () => { if (stream.readyState === 2) ask(3000); };
  });

  // What happens now is read again while somebody looks at it and touches nothing in it.
  all("[data-again]").forEach((box) => setInterval(() => {
    if (document.hidden || box.contains(document.activeElement)) return;
    fetch(location.href).then((answer) => answer.text()).then((text) => {
      const now = one("[data-again]", new DOMParser().parseFromString(text, "text/html"));
      if (now && !box.contains(document.activeElement)) box.innerHTML = now.innerHTML;
    }, () => {});
  }, 5000));

  // What is like the text that is being typed.
  all("[data-alike]").forEach((field) => {
    const list = one("[data-alike-list]", field.parentElement);
    let timer = 0;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => json(field.dataset.alike + encodeURIComponent(field.value)).then(({ items = [] }) => {
        one("ul", list).replaceChildren(...items.map(({ number, text }) => Object.assign(document.createElement("li"), { textContent: `${number}. ${text}` })));
        list.hidden = !items.length;
      }), 500);
    });
  });

  // Printed sheets.
  all("[data-print]").forEach((button) => {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
