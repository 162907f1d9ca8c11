// What pages gain when script runs. Everything works without it: the server draws every state by itself.
"use strict";

document.documentElement.classList.add("js");

// The summary of faults takes the focus, and its links lead to the field with its label in view.
const summary = document.getElementById("error-summary");
if (summary) {
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
}

// A live region is read when its content changes, so the notice is put in once more.
const saved = document.getElementById("saved");
if (saved) {
  const content = [...saved.childNodes];
  window.setTimeout(() => saved.replaceChildren(...content), 200);
}

// The activities follow the file. Groups that are not in the page are asked of the server; the address carries
// the file and nothing that was typed.
const file = document.getElementById("field-file");
if (file) {
  let latest = 0;
  const checked = () => document.querySelector("input[name='activity']:checked");

  const showFitting = (category) => {
    for (const group of document.querySelectorAll("fieldset.category")) {
      const fits = !category || group.dataset.category === category;
      group.hidden = !fits;
      group.disabled = !fits;
      if (!fits) {
        for (const radio of group.querySelectorAll("input:checked")) radio.checked = false;
      }
    }
  };

  const fetchGroups = async (value) => {
    const turn = (latest += 1);
    const answer = await fetch(`${file.form.getAttribute("action")}?file=${encodeURIComponent(value)}`);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("activity-choices");
    const old = document.getElementById("activity-choices");
    if (!fresh || !old || turn !== latest) return;
    const code = checked()?.value;
    old.replaceChildren(...fresh.childNodes);
    old.removeAttribute("aria-describedby");
    old.setAttribute("aria-describedby", "hint-activity");
    for (const radio of old.querySelectorAll("input[name='activity']")) radio.checked = radio.value === code;
  };

  const follow = async () => {
    const category = file.selectedOptions[0]?.dataset.category;
    const groups = [...document.querySelectorAll("fieldset.category")];
    if (category && !groups.some((group) => group.dataset.category === category)) {
      // Without an answer the old groups stay: the server explains on saving.
      await fetchGroups(file.value).catch(() => {});
      if (file.selectedOptions[0]?.dataset.category !== category) return;
      if (!document.querySelector(`fieldset.category[data-category="${CSS.escape(category)}"]`)) return;
    }
    showFitting(category);
  };

  file.addEventListener("change", follow);
  // A browser that comes back to the page may restore another file than the one the server drew.
  window.addEventListener("pageshow", () => {
    const category = file.selectedOptions[0]?.dataset.category;
    const chosen = checked();
    // A refused combination stays as it was typed until the person changes it.
    if (!chosen || !category || chosen.closest("fieldset.category").dataset.category === category) follow();
  });
}

// A password can be looked at while it is typed; it is hidden again before it is sent.
for (const input of document.querySelectorAll("input[data-show]")) {
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
}

// A secret that is shown once is selected as a whole, ready to be copied.
document.getElementById("secret")?.addEventListener("focus", (event) => event.target.select());

// Three minutes before the session ends the reader is asked to stay. Pages of one browser tell each other.
const dialog = document.getElementById("session-dialog");
if (dialog) {
  const WARNING = 180;
  const heading = document.getElementById("session-heading");
  const words = heading.textContent;
  const others = new BroadcastChannel("casetime-session");
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
  const tell = () => others.postMessage([ends - Date.now(), most - Date.now()].map((left) => left / 1000));
  stays.addEventListener("click", () => stay().then(tell).catch(look));
  dialog.querySelector("[data-do=close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", dismiss);
  others.addEventListener("message", ({ data }) => (Date.now() < ends ? begin(...data) : stay().catch(look)));
  begin(Number(dialog.dataset.left), Number(dialog.dataset.most));
  tell();
  window.setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
}
