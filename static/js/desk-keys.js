// Keys of the moderators' desk: j and k go from entry to entry, letters follow what bears them. They only lead to where
// something is decided. Without this, all of it is links and buttons.

const OFF = "desk-keys-off";
const list = document.querySelector("[data-keys]");
const box = document.querySelector("[data-keys-on]");
const entries = [...document.querySelectorAll("[data-entry]")];

function isTyping(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function current() {
  return entries.findIndex((entry) => entry.contains(document.activeElement));
}

function go(step) {
  const at = current();
  const next = entries[at < 0 ? 0 : Math.min(Math.max(at + step, 0), entries.length - 1)];
  if (!next) return;
  const first = next.querySelector(".entry-title a") ?? next;
  if (first === next) next.tabIndex = -1;
  first.focus();
  next.scrollIntoView({ block: "nearest" });
}

function follow(key) {
  // What stands in the entry one is at comes before what stands elsewhere.
  const entry = entries[Math.max(current(), 0)];
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  const found = entry?.querySelector(wanted) ?? document.querySelector(`${wanted}:not([data-entry] *)`);
  found?.click();
  return found;
}

document.addEventListener("keydown", (event) => {
  if (!box?.checked || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const done = event.key === "j" ? (go(1), true) : event.key === "k" ? (go(-1), true) : follow(event.key);
  if (done) event.preventDefault();
});

if (list && box) {
  list.hidden = false;
  box.checked = localStorage.getItem(OFF) === null;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
