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
