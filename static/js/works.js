// Long author lists open in place. Without this the same links lead to the work's page with all its authors.

async function authorsAt(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-authors]");
}

async function open(link) {
  link.setAttribute("aria-busy", "true");
  try {
    const authors = document.importNode(await authorsAt(link.href), true);
    const place = link.closest("[data-folded]");
    place.replaceChildren(authors);
    authors.tabIndex = -1;
    authors.focus();
  } catch {
    location.assign(link.href);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-more-authors]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});
