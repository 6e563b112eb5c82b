// Suggestions under the search box while one types: an ARIA combobox with a list. Without this the box is a plain form.

const WAIT = 120; // milliseconds after the last key
const LEAST = 2; // characters
const KINDS = { person: "person", work: "work", topic: "topic", institution: "institution" };

class SearchBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.address = form.dataset.suggest;
    this.options = [];
    this.current = -1;
    this.known = new Map();
    this.list = this.makeList();
    this.status = this.makeStatus();
    this.listen();
  }

  makeList() {
    const list = document.createElement("ul");
    list.id = `${this.input.id}-suggestions`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    this.form.append(list);
    const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [name, value] of Object.entries(said)) this.input.setAttribute(name, value);
    return list;
  }

  makeStatus() {
    const status = document.createElement("p");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    this.form.append(status);
    return status;
  }

  listen() {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // The list takes no focus: pressing in it must not blur the box before the click arrives.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.form.addEventListener("submit", () => this.close());
  }

  later() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const text = this.input.value.trim();
    if (text.length < LEAST) this.close();
    else this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  async ask(text) {
    this.asked = new AbortController();
    try {
      if (!this.known.has(text)) this.known.set(text, await this.fetch(text, this.asked.signal));
      if (this.input.value.trim() === text && document.activeElement === this.input) this.show(this.known.get(text));
    } catch (error) {
      if (error.name !== "AbortError") this.close(); // the plain form still works
    }
  }

  async fetch(text, signal) {
    const response = await fetch(`${this.address}?${new URLSearchParams({ q: text })}`, { signal });
    if (!response.ok) throw new Error(response.statusText);
    return (await response.json()).suggestions;
  }

  show(suggestions) {
    this.options = suggestions.map((suggestion, nth) => this.option(suggestion, nth));
    this.list.replaceChildren(...this.options);
    this.mark(-1);
    this.open(this.options.length > 0);
    const many = this.options.length === 1 ? "1 suggestion" : `${this.options.length} suggestions`;
    this.status.textContent = this.options.length ? `${many}. Use the arrow keys.` : "No suggestions. Enter searches.";
  }

  option({ kind, label, detail, url }, nth) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${nth}`;
    option.className = "suggestion";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const shape = document.createElement("span");
    shape.className = `kind ${kind}`;
    shape.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "suggestion-label";
    name.dir = "auto";
    name.textContent = label;
    const more = document.createElement("span");
    more.className = "suggestion-detail";
    more.textContent = [KINDS[kind], detail].filter(Boolean).join(" · ");
    option.append(shape, name, " ", more);
    option.addEventListener("click", () => location.assign(url));
    return option;
  }

  key(event) {
    if (event.isComposing) return; // Enter chooses a letter of an input method
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.options.length) {
      event.preventDefault();
      if (this.list.hidden) this.open(true);
      this.move(steps[event.key]);
    } else if (event.key === "Enter" && this.current >= 0) {
      event.preventDefault();
      this.options[this.current].click();
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault(); // the first Escape closes the list and keeps the words
      this.close();
    }
  }

  move(step) {
    const places = this.options.length + 1; // the box itself is one of them
    this.mark(((this.current + 1 + step + places) % places) - 1);
  }

  mark(nth) {
    this.options[this.current]?.setAttribute("aria-selected", "false");
    this.current = nth;
    const option = this.options[nth];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.mark(-1);
    this.open(false);
    this.status.textContent = "";
  }
}

document.querySelectorAll("form[data-suggest]").forEach((form) => new SearchBox(form));
