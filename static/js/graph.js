// The graph panel: waits for its slice without troubling anybody, then shows the drawing in the place kept for it.
// Every sentence comes from the server; this script only moves them into the page.

const PATIENCE_MS = 10 * 60 * 1000;

for (const panel of document.querySelectorAll("[data-graph]")) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    begin(panel);
  }, { rootMargin: "200px 0px" });
  observer.observe(panel);
}

async function begin(panel) {
  const slice = await awaited(panel);
  if (!slice) return;
  if (slice.built_at !== panel.dataset.builtAt || !slice.nodes.length) await refresh(panel);
  if (slice.nodes.length) await draw(panel, slice);
  if (slice.state === "stale") renew(panel, slice.built_at);
}

// The slice once there is one to show, or null when waiting was given up.
async function awaited(panel, isGoodEnough = (slice) => slice.state !== "queued" && slice.state !== "building") {
  const until = Date.now() + PATIENCE_MS;
  for (let pause = 0; Date.now() < until; pause = Math.min(pause * 1.3 + 0.2, 15)) {
    const { slice, retryAfter } = await ask(panel.dataset.slice);
    if (slice && isGoodEnough(slice)) return slice;
    if (slice) tell(panel, slice);
    await seconds(Math.max(retryAfter, pause));
    await visible();
  }
  tell(panel, { heading: panel.dataset.tired, text: panel.dataset.tiredText, progress: "" });
  return null;
}

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return { slice: answer.ok ? await answer.json() : null, retryAfter: Number(answer.headers.get("Retry-After")) || 5 };
  } catch {
    return { slice: null, retryAfter: 5 }; // the network is away for a moment
  }
}

function tell(panel, words) {
  for (const part of ["heading", "text", "progress"]) {
    const element = panel.querySelector(`[data-graph-${part}]`);
    if (element && element.textContent !== words[part]) element.textContent = words[part] ?? "";
  }
}

// A stale slice is shown while the new one is made; it is exchanged only when nobody is busy with it.
async function renew(panel, builtAt) {
  const slice = await awaited(panel, (slice) => slice.state !== "stale" || slice.built_at !== builtAt);
  if (!slice?.nodes?.length || panel.contains(document.activeElement)) return;
  await refresh(panel);
  await draw(panel, slice);
}

// The parts that the server writes, as it would write them now.
async function refresh(panel) {
  const answer = await fetch(panel.dataset.again);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-graph]");
  for (const part of panel.querySelectorAll("[data-graph-part]")) {
    part.replaceChildren(...fresh.querySelector(`[data-graph-part="${part.dataset.graphPart}"]`).childNodes);
  }
  panel.dataset.builtAt = fresh.dataset.builtAt;
}

async function draw(panel, slice) {
  const { Drawing } = await import("./graph-drawing.js");
  const stage = panel.querySelector("[data-graph-part=stage]");
  stage.prepend(stage.querySelector("[data-graph-template]").content.cloneNode(true));
  new Drawing(stage, slice);
}

function seconds(n) {
  return new Promise((resolve) => setTimeout(resolve, n * 1000));
}

function visible() {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}
