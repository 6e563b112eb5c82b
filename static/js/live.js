// A page about something that is under way keeps itself up to date: counts in place, the whole page when it is over.
// Without this the page says the same after loading it again.

const EVERY = 1500; // milliseconds

function show(place, said) {
  for (const field of place.querySelectorAll("[data-live-field]")) {
    const text = said.fields[field.dataset.liveField];
    // Writing the same again would be read aloud again.
    if (text !== undefined && field.textContent !== text) field.textContent = text;
  }
  const bar = place.querySelector("[data-live-percent]");
  if (bar && said.percent !== null) bar.value = said.percent;
}

async function look(place) {
  // The browser keeps the ETag and turns a 304 into the answer it holds.
  const response = await fetch(place.dataset.live, { headers: { Accept: "application/json" }, cache: "no-cache" });
  if (!response.ok) throw new Error(response.statusText);
  return response.json();
}

async function watch(place) {
  let wait = EVERY;
  for (;;) {
    await new Promise((done) => setTimeout(done, wait));
    if (document.hidden) continue;
    try {
      const said = await look(place);
      if (!said.waits) return location.reload();
      show(place, said);
      wait = EVERY;
    } catch {
      wait = Math.min(wait * 2, 30_000); // the server may be starting anew
    }
  }
}

for (const place of document.querySelectorAll("[data-live]")) watch(place);
