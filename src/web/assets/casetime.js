// What pages gain when script runs. Everything works without it: the server draws every state by itself. Each part stands alone:
// where one fails, the others go on, and the way without script is hidden only once the part that replaces it stands.
"use strict";

const part = (begin) => {
  try {
    begin();
  } catch (error) {
    console.error(error);
  }
};

// Storage may be switched off or full: then nothing is remembered.
const remembered = (storage, key) => {
  try {
    return window[storage].getItem(key);
  } catch {
    return null;
  }
};
const remember = (storage, key, value) => {
  try {
    if (value === null) window[storage].removeItem(key);
    else window[storage].setItem(key, value);
  } catch {
    // It is only a comfort.
  }
};

// The summary of faults takes the focus, and its links lead to the field with its label in view.
part(() => {
  const summary = document.getElementById("error-summary");
  if (!summary) return;
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const input = link && document.getElementById(link.hash.slice(1));
    if (!input) return;
    event.preventDefault();
    const group = input.closest("fieldset");
    const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
    ((input.type === "radio" && group) || label || input).scrollIntoView();
    input.focus({ preventScroll: true });
  });
});

// A live region is read when its content changes, so the notice is put in once more.
part(() => {
  for (const region of [document.getElementById("saved"), document.getElementById("notice")].filter(Boolean)) {
    const content = [...region.childNodes];
    window.setTimeout(() => region.replaceChildren(...content), 200);
  }
});

// What was typed and not sent is not left without a question. Searches stand in the address and are not asked about, nor is
// what a browser fills in to sign in, nor what was sent and is shown again by the way back.
const isChanged = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type !== "select-one") return field.value !== field.defaultValue;
  return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
};
/** The forms with something that would be lost, the one that is just sent left out. */
let unsent = () => [];
part(() => {
  const KEY = "casetime-typed";
  const drawn = new Set();
  let [sent, isBack, isLetGo] = [null, false, false];
  const typed = (form) => [...form.elements].some((field) => field.matches("input:not([type=hidden]), select, textarea") && isChanged(field));
  unsent = () =>
    isBack || isLetGo ? [] : [...document.forms]
      .filter((form) => form !== sent && form.method === "post" && !form.querySelector("[data-show]"))
      .filter((form) => drawn.has(form) || form.querySelector(".unsaved") || typed(form));

  // A form that was refused, or sent for its language, comes back with what was typed, which is not saved yet.
  const form = document.getElementById("entry-form");
  if (form && remembered("sessionStorage", KEY) === location.pathname.slice(3) && !document.querySelector("#saved, #created")) drawn.add(form);
  remember("sessionStorage", KEY, null);

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const lost = event.target === form && unsent().includes(form);
    if (lost) remember("sessionStorage", KEY, new URL(event.submitter?.getAttribute("formaction") || form.action, location).pathname.slice(3));
    sent = event.target;
    history.replaceState({ sent: true }, "");
  });
  document.addEventListener("input", () => {
    [sent, isBack] = [null, false];
    if (history.state?.sent) history.replaceState(null, "");
  });
  window.addEventListener("pageshow", () => {
    [sent, isBack] = [null, Boolean(history.state?.sent)];
  });
  // At a conflict a link keeps what is saved: then what was typed is meant to go.
  document.querySelector("section.aside")?.addEventListener("click", ({ target }) => {
    isLetGo = Boolean(target.closest("a"));
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsent().length) event.preventDefault();
  });
});

// A part of the page as the server draws it now.
const parse = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

// The field of the file is a combobox: files are found while words are typed, and the activities follow the file. The address
// that asks for activities carries the number of the file and nothing else that was typed.
part(() => {
  const file = document.querySelector(".file-field input#field-file");
  if (!file) return;
  const box = file.closest(".file-field");
  const { oldest, closed, one, many, none, lately, failed, taken, moved } = file.dataset;
  const list = Object.assign(document.createElement("ul"), { id: "file-list", hidden: true });
  const status = Object.assign(document.createElement("p"), { id: "file-status" });
  const chosen = document.getElementById("file-chosen");
  const labels = new Map([...document.querySelectorAll("#file-categories li")].map((item) => [item.dataset.code, item.textContent]));
  const usual = [...document.querySelectorAll("#file-matches .radio")].map((radio) => ({
    number: radio.querySelector("input").value,
    title: radio.querySelector("label").textContent.replace(radio.querySelector(".code").textContent, "").trim(),
    label: radio.querySelector(".hint").textContent,
  }));
  const isUsual = !file.value;
  let known = chosen.textContent ? file.value : "";
  let [at, turn, pause] = [-1, 0, 0];
  const today = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  // What was found last, and by which words.
  let last = { text: "", shown: [], isAll: false };

  const close = () => {
    list.hidden = true;
    at = -1;
    file.setAttribute("aria-expanded", "false");
    file.removeAttribute("aria-activedescendant");
  };
  const mark = (place) => {
    const options = [...list.children];
    at = options.length ? (place + options.length) % options.length : -1;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return;
    file.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  };
  const offer = (found, said) => {
    status.textContent = said;
    list.replaceChildren(
      ...found.map(({ number, title, label, category }, index) => {
        const option = Object.assign(document.createElement("li"), { id: `file-option-${index}` });
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.number = number;
        option.dataset.category = category ?? "";
        const part = (name, text) => Object.assign(document.createElement("span"), { className: name, textContent: text });
        option.append(part("code", number), " ", part("title", title), " ", part("hint", label));
        return option;
      }),
    );
    at = -1;
    file.removeAttribute("aria-activedescendant");
    list.hidden = !found.length;
    file.setAttribute("aria-expanded", String(Boolean(found.length)));
  };
  // Where the server does not answer, the button that works without script is there again.
  const stands = (is) => box.classList.toggle("stands", is);
  const unanswered = () => {
    stands(false);
    offer([], failed);
  };
  // The files with the words, the open ones first.
  const find = async (text) => {
    const answer = await fetch(`/api/v1/files?limit=40&search=${encodeURIComponent(text)}`, { headers: { "accept-language": document.documentElement.lang } });
    if (!answer.ok) throw new Error("no answer");
    const { files = [], next } = await answer.json();
    const found = files.filter((one) => !one.import_only && !(one.closed_on && one.closed_on < oldest));
    const isOpen = (one) => !(one.closed_on && one.closed_on < today);
    const shown = [...found.filter(isOpen), ...found.filter((one) => !isOpen(one))].map((one) => ({
      number: one.number,
      title: one.closed_on ? closed.replace("{file}", () => one.title).replace("{date}", one.closed_on) : one.title,
      label: labels.get(one.category) ?? one.category,
      category: one.category,
      isOpen: isOpen(one),
    }));
    last = { text, shown, isAll: !next };
    return shown;
  };
  const count = (found) => (found === 1 ? one : found ? many.replace("{count}", found) : none);
  const search = async () => {
    const mine = (turn += 1);
    const text = file.value.trim();
    if (!text) return isUsual && usual.length ? offer(usual, lately) : close();
    try {
      const shown = (await find(text)).slice(0, 12);
      if (mine !== turn || document.activeElement !== file) return undefined;
      stands(true);
      return offer(shown, count(shown.length));
    } catch {
      return mine === turn ? unanswered() : undefined;
    }
  };
  // Words of which the only open file is meant stand for it once the field is left; anything else stays, with what was found.
  const settle = async () => {
    const mine = (turn += 1);
    const text = file.value.trim();
    const isKnown = text === known && Boolean(document.getElementById("file-chosen").textContent);
    let said = "";
    if (text && !isKnown) {
      try {
        if (last.text !== text) await find(text);
      } catch {
        // What belongs to the file is asked for next, which says so.
      }
      if (mine !== turn || file.value.trim() !== text) return;
      if (last.text === text) {
        const isNumber = last.shown.some(({ number }) => number.toLowerCase() === text.toLowerCase());
        const open = last.shown.filter((found) => found.isOpen);
        if (!isNumber && last.isAll && open.length === 1) {
          file.value = open[0].number;
          keepFitting(open[0].category);
          said = taken.replace("{file}", () => `${open[0].number} ${open[0].title}`);
        } else if (!isNumber) {
          said = count(last.shown.length);
        }
      }
    }
    status.textContent = said;
    follow();
  };
  // What belongs to the file is drawn anew; without an answer it stays, which is said. A session that has ended answers with
  // another page, on which nothing belongs to the file.
  const follow = async () => {
    const number = file.value.trim();
    if (number === known) return;
    known = number;
    let page;
    try {
      const answer = await fetch(`${file.dataset.from}?file=${encodeURIComponent(number)}`);
      page = answer.ok && (await parse(answer));
      if (!page || !page.getElementById("activity-choices")) throw new Error("no answer");
    } catch {
      if (known !== number) return;
      known = null;
      unanswered();
      return;
    }
    if (known !== number) return;
    stands(true);
    const before = document.querySelector("input[name='activity']:checked");
    const code = before?.value;
    const words = before && {
      activity: document.querySelector(`label[for="${CSS.escape(before.id)}"]`)?.textContent ?? code,
      category: before.closest("fieldset.category")?.querySelector("legend")?.textContent ?? "",
    };
    const focused = document.activeElement.name === "activity" && document.activeElement.value;
    for (const id of ["activity-choices", "file-chosen"]) {
      const [fresh, old] = [page.getElementById(id), document.getElementById(id)];
      if (fresh && old) old.replaceChildren(...fresh.childNodes);
    }
    document.getElementById("activity-choices")?.setAttribute("aria-describedby", "hint-activity");
    for (const radio of document.querySelectorAll("input[name='activity']")) {
      radio.checked = radio.value === code;
      if (radio.value === focused) radio.focus();
    }
    // What was chosen and does not fit is not taken away without a word.
    if (words && number && !document.querySelector("input[name='activity']:checked") && document.querySelector("input[name='activity']")) {
      status.textContent = moved.replace(/\{(activity|category)\}/g, (_, name) => words[name]);
    }
  };
  // Groups that do not fit go at once, before the server answers.
  const keepFitting = (category) => {
    const groups = [...document.querySelectorAll("fieldset.category")];
    if (!groups.some((group) => group.dataset.category === category)) return;
    for (const group of groups) group.hidden = group.disabled = group.dataset.category !== category;
  };
  const choose = (option) => {
    file.value = option.dataset.number;
    keepFitting(option.dataset.category);
    close();
    status.textContent = "";
    follow();
  };

  file.addEventListener("input", () => {
    window.clearTimeout(pause);
    // The files of the last days are no answer to what is typed.
    if (status.textContent === lately) {
      close();
      status.textContent = "";
    }
    pause = window.setTimeout(search, 150);
  });
  file.addEventListener("blur", () => {
    window.clearTimeout(pause);
    close();
    settle();
  });
  file.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (open) mark(event.key === "ArrowDown" ? at + 1 : Math.max(at, 0) - 1);
      else search();
    } else if (event.key === "Enter" && open && at >= 0) {
      choose(list.children[at]);
    } else if (event.key === "Escape" && open) {
      close();
    } else {
      return;
    }
    event.preventDefault();
  });
  // The field keeps the focus while an option is pressed.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  file.addEventListener("click", () => list.hidden && !file.value && search());
  // Words that were refused are looked up again where they stand; an empty field shows the files of the last days.
  file.addEventListener("focus", () => !chosen.textContent && search());
  // A browser that comes back to the page may restore another file than the one the server drew.
  window.addEventListener("pageshow", () => file.value !== file.defaultValue && follow());

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", "label-file");
  status.setAttribute("role", "status");
  file.after(list);
  file.parentElement.after(status);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "file-list" })) {
    file.setAttribute(name, value);
  }
  stands(true);
});

// The decision aid is drawn anew in its place; where that fails, the form is sent as without script.
part(() => document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("#aid button[name=aid]");
  if (!button || button.dataset.failed) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(button.form));
  body.append(button.name, button.value);
  try {
    const answer = await fetch(button.form.getAttribute("action"), { method: "POST", body });
    const fresh = answer.ok && (await parse(answer)).getElementById("aid-steps");
    if (!fresh) throw new Error("no answer");
    document.getElementById("aid-steps").replaceChildren(...fresh.childNodes);
    document.getElementById("aid-question").focus();
  } catch {
    button.dataset.failed = "1";
    button.click();
  }
}));

// The week is a grid: one tab stop, arrows, Home and End move, Enter or F2 edits, Escape restores, Ctrl and Enter save. The
// sums follow what is typed. Times are read as the server reads them.
part(() => {
  const form = document.querySelector("form.week-form");
  if (!form) return;
  const status = document.getElementById("week-status");
  // What works on the table as it is drawn now: it is drawn anew when time is recorded beside it.
  let grid = null;
  const begin = (week) => {
    const rows = [...week.querySelectorAll("thead tr, tr.times, tr.marks")].map((row) =>
      [...row.querySelectorAll("th.day, td:not(.sum)")].map((cell) => cell.querySelector("input:not([type=hidden]), a")),
    );
    const fields = rows.flat().filter(Boolean);
    const inputs = fields.filter((field) => field.matches("input"));
    const place = (field) => {
      const row = rows.findIndex((cells) => cells.includes(field));
      return [row, rows[row]?.indexOf(field)];
    };
    let before = "";
    let editing = false;

    const clock = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    const read = (text) => {
      const typed = text.toLowerCase().replace(/\s+/g, "");
      let found;
      if ((found = /^(\d{1,4}):([0-5]\d)$/.exec(typed))) return found[1] * 60 + Number(found[2]);
      if ((found = /^(\d{1,4})h([0-5]?\d)(m|min)?$/.exec(typed))) return found[1] * 60 + Number(found[2]);
      if ((found = /^(\d{1,6})(m|min)$/.exec(typed))) return Number(found[1]);
      if ((found = /^(\d{0,4})(?:[.,](\d{0,9}))?h?$/.exec(typed)) && (found[1] || found[2])) {
        return Math.round(Number(`${found[1] || 0}.${found[2] || 0}`) * 60 + 1e-9);
      }
      return 0;
    };
    const sum = (cells) => [...cells].reduce((total, cell) => total + Number(cell.dataset.minutes), 0);
    const shown = (field) => field.type === "checkbox" ? field.checked : field.value;

    const total = (field) => {
      if (field.type !== "text") return undefined;
      const cell = field.closest("td");
      const row = cell.parentElement;
      const at = [...row.children].indexOf(cell);
      cell.dataset.minutes = read(field.value);
      field.classList.toggle("edited", field.value !== field.defaultValue);
      const day = sum([...week.querySelectorAll("tr.times")].map((one) => one.children[at]));
      const whole = sum(week.querySelectorAll("tr.times td[data-minutes]"));
      const write = (place, minutes) => {
        place.textContent = clock(minutes);
        place.classList.toggle("zero", minutes === 0);
      };
      write(row.querySelector(".sum"), sum(row.querySelectorAll("td[data-minutes]")));
      write(week.querySelector(`[data-total="${at}"]`), day);
      write(week.querySelector("[data-total=week]"), whole);
      return [at, day, whole];
    };
    const say = (field) => {
      const sums = total(field);
      if (!sums || field.value === before) return;
      const words = { "{day}": document.getElementById(`d${sums[0]}`).textContent, "{total}": clock(sums[1]), "{week}": clock(sums[2]) };
      status.textContent = week.dataset.sums.replace(/\{(day|total|week)\}/g, (name) => words[name]);
    };

    const go = (field) => {
      if (!field) return false;
      field.focus();
      if (field.type === "text") field.select();
      return true;
    };
    const step = (field, down, right) => {
      let [row, column] = place(field);
      for (;;) {
        row += down;
        column += right;
        if (row < 0 || row >= rows.length || column < 0 || column > 6) return true;
        if (go(rows[row][column])) return true;
      }
    };
    const end = (field, last) => {
      const there = rows[place(field)[0]].filter(Boolean);
      return go(last ? there.at(-1) : there[0]);
    };

    week.addEventListener("focusin", ({ target }) => {
      if (!fields.includes(target)) return;
      for (const field of fields) field.tabIndex = field === target ? 0 : -1;
      before = shown(target);
      editing = false;
      if (target.type === "text") target.select();
    });
    week.addEventListener("focusout", ({ target }) => fields.includes(target) && say(target));
    week.addEventListener("input", ({ target }) => fields.includes(target) && total(target));
    // A click into a field that has the focus already sets the caret: that is editing.
    week.addEventListener("mousedown", ({ target }) => {
      if (target === document.activeElement) editing = true;
    });
    week.addEventListener("keydown", (event) => {
      const field = event.target;
      if (!fields.includes(field) || event.isComposing) return;
      const { key } = event;
      const moves = {
        ArrowUp: () => step(field, -1, 0),
        ArrowDown: () => step(field, 1, 0),
        ArrowLeft: () => !editing && step(field, 0, -1),
        ArrowRight: () => !editing && step(field, 0, 1),
        Home: () => !editing && (event.ctrlKey ? go(inputs[0]) : end(field, false)),
        End: () => !editing && (event.ctrlKey ? go(fields.at(-1)) : end(field, true)),
        F2: () => {
          editing = !editing;
          if (field.type === "text") {
            if (editing) field.setSelectionRange(field.value.length, field.value.length);
            else field.select();
          }
          return true;
        },
        Enter: () => {
          if (event.ctrlKey || event.metaKey) {
            form.requestSubmit(form.querySelector(".week-save button"));
          } else if (field.type === "checkbox") {
            field.click();
          } else if (editing || field.value !== before) {
            step(field, event.shiftKey ? -1 : 1, 0);
          } else {
            moves.F2();
          }
          return true;
        },
        Escape: () => {
          if (field.type === "checkbox" || (!editing && field.value === before)) return false;
          field.value = before;
          editing = false;
          total(field);
          field.select();
          return true;
        },
      };
      if (event.altKey || !(key in moves)) return;
      if (field.matches("a") && !/^(Arrow|Home|End)/.test(key)) return;
      if ((event.ctrlKey || event.metaKey) && key.startsWith("Arrow")) return;
      if (moves[key]()) event.preventDefault();
    });

    // The grid has one tab stop from here on, because its keys work.
    week.setAttribute("role", "grid");
    for (const cell of week.querySelectorAll("[role=cell]")) cell.setAttribute("role", "gridcell");
    for (const field of fields) field.tabIndex = -1;
    if (fields.length) (inputs[0] ?? fields[0]).tabIndex = 0;
    grid = { week, fields, inputs, total, go };
  };

  // Where the week was saved, the work goes on in the same field.
  const KEY = `casetime-week ${location.pathname.slice(3)}`;
  form.addEventListener("submit", (event) => {
    const field = document.activeElement;
    if (grid?.fields.includes(field) && event.submitter?.value === "save") remember("sessionStorage", KEY, field.id);
  });
  window.addEventListener("pageshow", () => {
    for (const field of grid?.inputs ?? []) if (isChanged(field)) grid.total(field);
  });

  // Time that quick add recorded stands in the week too: its table is drawn anew where no time was typed into it. Where that
  // cannot be, a link says so.
  const isEdited = () => Boolean(grid.week.querySelector(".unsaved, [aria-invalid]")) || grid.fields.some((field) => field.matches("input") && isChanged(field));
  const offerAgain = () => {
    const said = document.getElementById("quick-shown");
    const line = document.createElement("span");
    line.append(Object.assign(document.createElement("a"), { href: form.getAttribute("action"), textContent: form.dataset.again }));
    if (!said.querySelector("a")) said.append(line);
  };
  const drawAnew = async () => {
    const old = grid?.week;
    if (!old || isEdited()) return offerAgain();
    try {
      const rows = new URLSearchParams(new URLSearchParams(location.search).getAll("row").map((row) => ["row", row]));
      const answer = await fetch(`${form.getAttribute("action")}?${rows}`);
      const page = answer.ok && (await parse(answer));
      const week = page && page.getElementById("week");
      if (!week || old !== grid.week || isEdited()) return offerAgain();
      // The reader may be in the table: they go on in the same row and day.
      const at = old.contains(document.activeElement) && document.activeElement;
      const pair = at && at.closest("tr").querySelector("input[type=hidden]")?.value;
      const place = at && at.id.replace(/^field-r\d+/, "");
      old.replaceWith(week);
      form.elements.was.value = page.querySelector("form.week-form input[name=was]").value;
      begin(week);
      if (!at) return undefined;
      const row = [...week.querySelectorAll("tr.times")].find((one) => one.querySelector("input[type=hidden]").value === pair);
      return grid.go((row && row.querySelector(`input[id$="${CSS.escape(place)}"]`)) || document.getElementById(at.id));
    } catch {
      return offerAgain();
    }
  };
  document.addEventListener("casetime-recorded", drawAnew);

  const first = document.getElementById("week");
  if (!first) return;
  begin(first);
  document.querySelector("#week-hint .with-script").classList.add("stands");
  const last = document.getElementById(remembered("sessionStorage", KEY) ?? "");
  remember("sessionStorage", KEY, null);
  if (last && document.getElementById("saved")) grid.go(last);
});

// Quick add: what was understood is shown while typing, before anything is saved. Enter asks, Enter on what is whole saves it;
// for ten seconds it can be taken back. What is ambiguous is asked by the form the server fills in.
part(() => {
  const quick = document.getElementById("quick-form");
  if (!quick) return;
  const input = document.getElementById("field-quick");
  const shown = document.getElementById("quick-shown");
  const button = quick.querySelector("[type=submit]");
  const undo = document.getElementById("quick-undo");
  const check = button.textContent;
  const headers = { "content-type": "application/json", "accept-language": document.documentElement.lang };
  let turn = 0;
  // What was understood and is whole; the line the server has answered; how often it has not; what was saved last.
  let read = null;
  let looked = "";
  let failures = 0;
  let last = null;
  let sending = false;

  const ask = async (path, method, body, more = {}) => {
    const answer = await fetch(path, { method, headers: { ...headers, ...more }, body: JSON.stringify(body) });
    return [answer.ok, await answer.json(), answer.headers.get("etag")];
  };
  const show = (lines) => {
    shown.replaceChildren(...lines.filter(Boolean).map((line) => Object.assign(document.createElement("span"), { textContent: line })));
  };
  const words = (problem) => (problem.faults ?? []).map((fault) => fault.detail).concat(problem.faults ? [] : problem.detail);
  const forget = () => {
    read = null;
    button.textContent = check;
    button.classList.remove("ready");
  };
  const failed = () => {
    failures += 1;
    show([quick.dataset.offline]);
  };
  const look = async () => {
    const mine = (turn += 1);
    const text = input.value.trim();
    forget();
    if (!text) return show([]);
    let ok, body;
    try {
      [ok, body] = await ask("/api/v1/my/quick", "POST", { text });
    } catch {
      return mine === turn ? failed() : undefined;
    }
    if (mine !== turn) return undefined;
    looked = text;
    failures = 0;
    if (!ok) return show(words(body));
    show([body.understood, body.narrative && quick.dataset.narrative.replace("{text}", () => body.narrative), ...body.asked]);
    if (body.questions.length) return undefined;
    read = { ...body, id: crypto.randomUUID() };
    button.textContent = button.dataset.save;
    button.classList.add("ready");
    return undefined;
  };
  const save = async () => {
    const [one, typed] = [read, input.value];
    const entry = { id: one.id, person: "", file: one.files[0].number, activity: one.activities[0].code, worked_on: one.worked_on, minutes: one.minutes, narrative: one.narrative };
    const [ok, body, version] = await ask("/api/v1/entries", "POST", entry);
    const isStill = input.value === typed;
    if (isStill) forget();
    // What the server refuses is sent as without script by the next Enter: its page says what to do.
    if (!ok) return isStill ? show(words(body)) : undefined;
    window.clearTimeout(last?.end);
    const saved = { id: one.id, version, typed };
    saved.end = window.setTimeout(() => {
      undo.hidden = true;
      last = null;
    }, 10_000);
    last = saved;
    undo.hidden = false;
    const said = [quick.dataset.saved.replace("{what}", () => one.understood), ...body.warnings.map((code) => quick.getAttribute(`data-warning-${code}`))];
    // The next line may be under way already.
    if (isStill) {
      turn += 1;
      looked = "";
      input.value = "";
      show(said);
    } else {
      show([...said, ...[...shown.children].map((line) => line.textContent)]);
    }
    // A week on the page does not know of the new time yet.
    document.dispatchEvent(new CustomEvent("casetime-recorded"));
  };
  const takeBack = async () => {
    const saved = last;
    if (!saved) return;
    last = null;
    window.clearTimeout(saved.end);
    let taken, answer;
    try {
      [taken, answer] = await ask(`/api/v1/entries/${saved.id}`, "PATCH", { withdrawn: true, reason: quick.dataset.reason }, { "if-match": saved.version ?? '"1"' });
    } catch {
      last ??= saved;
      return failed();
    }
    undo.hidden = !last;
    const isFree = taken && !input.value.trim();
    if (isFree) input.value = saved.typed;
    show(isFree ? [quick.dataset.undone] : [...(taken ? [quick.dataset.taken] : words(answer)), ...(input.value.trim() === looked ? [...shown.children].map((line) => line.textContent) : [])]);
    input.focus();
    if (taken) document.dispatchEvent(new CustomEvent("casetime-recorded"));
  };

  let pause;
  input.addEventListener("input", () => {
    forget();
    window.clearTimeout(pause);
    pause = window.setTimeout(look, 250);
  });
  quick.addEventListener("submit", (event) => {
    const text = input.value.trim();
    // What has to be asked is asked by the form, also where script gets no answer.
    if (text && !sending && !read && (text === looked || failures > 1)) return;
    event.preventDefault();
    if (!text) return input.focus();
    if (sending) return;
    window.clearTimeout(pause);
    if (!read) return look();
    sending = true;
    save()
      .catch(failed)
      .finally(() => {
        sending = false;
      });
  });
  undo.addEventListener("click", takeBack);
  // The page that asks what is missing begins with what is asked first.
  const asked = document.getElementById(document.getElementById("notice")?.dataset.first ?? "");
  if (asked && !document.getElementById("error-summary")) asked.focus();
  // The page that asks what is missing says already what was understood.
  if (input.value && !document.getElementById("notice")) look();
});

// The timer of the header goes on while the page stays open.
part(() => {
  const clock = document.getElementById("timer-time");
  if (!clock) return;
  const tick = () => {
    const minutes = Math.max(1, Math.ceil((Date.now() - Date.parse(clock.dataset.started)) / 60_000));
    clock.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  };
  window.setInterval(tick, 15_000);
  document.addEventListener("visibilitychange", tick);
});

// Shortcuts of one sign, which can be switched off: other programs that people use with the browser may need them.
part(() => {
  const keys = document.getElementById("keys-dialog");
  if (!keys) return;
  const KEY = "casetime-shortcuts";
  const on = document.getElementById("keys-on");
  on.checked = remembered("localStorage", KEY) !== "off";
  on.addEventListener("change", () => remember("localStorage", KEY, on.checked ? "on" : "off"));
  const open = () => {
    if (!keys.open) keys.showModal();
    document.getElementById("keys-heading").focus();
  };
  document.getElementById("keys-open").addEventListener("click", open);
  keys.querySelector("[data-do=close]").addEventListener("click", () => keys.close());
  // Recording begins in the field of the file; a page for it that is open already stays as it is.
  const record = () => {
    const file = location.pathname === keys.dataset.home && document.getElementById("field-file");
    if (file) file.focus();
    else location.assign(`${keys.dataset.home}#field-file`);
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
    if (typing || !on.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const input = document.getElementById("field-quick");
    if (event.key === "?") open();
    else if (event.key === "/" && input) input.focus();
    else if (event.key.toLowerCase() === "n" && input) record();
    else return;
    event.preventDefault();
  });
  document.getElementById("keys-open").parentElement.classList.add("stands");
});

// A password can be looked at while it is typed; it is hidden again before it is sent.
for (const input of document.querySelectorAll("input[data-show]")) part(() => {
  const button = document.createElement("button");
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? input.dataset.hide : input.dataset.show;
  };
  button.type = "button";
  button.className = "quiet";
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-describedby", `label-${input.id}`);
  document.querySelector(`label[for="${CSS.escape(input.id)}"]`).id = `label-${input.id}`;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form.addEventListener("submit", () => show(false));
  input.after(button);
  show(false);
});

// A secret that is shown once is selected as a whole, ready to be copied.
part(() => document.getElementById("secret")?.addEventListener("focus", (event) => event.target.select()));

// Three minutes before the session ends the reader is asked to stay. Pages of one browser tell each other.
part(() => {
  const dialog = document.getElementById("session-dialog");
  if (!dialog) return;
  const WARNING = 180;
  const heading = document.getElementById("session-heading");
  const words = heading.textContent;
  let others = new EventTarget();
  try {
    others = new BroadcastChannel("casetime-session");
  } catch {
    // Then each page asks for itself.
  }
  let ends, most, dismissed;
  const stays = dialog.querySelector("[data-do=stay]");

  const begin = (left, atMost) => {
    ends = Date.now() + left * 1000;
    most = Date.now() + atMost * 1000;
    delete dialog.dataset.when;
    dialog.close();
    dismissed = "";
  };

  const warn = (when) => {
    if (dismissed === when || (dialog.open && dialog.dataset.when === when)) return;
    dialog.dataset.when = when;
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== when;
    stays.hidden = when !== "soon";
    heading.textContent = when === "ended" ? dialog.dataset.ended : words;
    if (!dialog.open) dialog.showModal();
    heading.focus();
  };

  const look = () => {
    const left = (ends - Date.now()) / 1000;
    if (left <= 0) warn("ended");
    else if (left <= WARNING) warn(most - ends < 1000 ? "last" : "soon");
  };

  // Asking for the session keeps it alive; forms of an earlier session learn what the new one carries.
  const stay = async () => {
    const answer = await fetch("/api/v1/session");
    if (answer.status === 401) ends = Date.now();
    if (!answer.ok) return look();
    const session = await answer.json();
    for (const input of document.querySelectorAll("input[name=form_token]")) input.value = session.form_token;
    begin(session.seconds_left, Math.max(session.seconds_left, (most - Date.now()) / 1000));
    return look();
  };

  const dismiss = () => {
    dismissed = dialog.dataset.when;
  };
  const tell = () => others.postMessage?.([ends - Date.now(), most - Date.now()].map((left) => left / 1000));
  stays.addEventListener("click", () => stay().then(tell).catch(look));
  dialog.querySelector("[data-do=close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", dismiss);
  others.addEventListener("message", ({ data }) => (Date.now() < ends ? begin(...data) : stay().catch(look)));
  begin(Number(dialog.dataset.left), Number(dialog.dataset.most));
  tell();
  window.setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
});
