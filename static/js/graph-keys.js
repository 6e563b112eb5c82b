// Walking the drawing by keyboard: arrows to the neighbour that way, Enter opens, Escape goes back.

const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

export function walk(canvas, drawing) {
  const path = [];
  canvas.addEventListener("focus", () => {
    if (!drawing.chosen) drawing.choose(drawing.slice.nodes[0].id);
  });
  canvas.addEventListener("keydown", (event) => {
    const isHandled = event.key in WAYS ? step(WAYS[event.key]) : act(event.key);
    if (isHandled) event.preventDefault();
  });

  function act(key) {
    if (key === "Enter" && drawing.chosen) return drawing.open(drawing.chosen) ?? true;
    if (key === "Escape") return drawing.choose(path.pop() ?? null) ?? true;
    if (key === "+" || key === "-") return drawing.zoom(key === "+" ? "in" : "out") ?? true;
    return false;
  }

  function step(way) {
    const next = nextNode(drawing.cy, drawing.chosen ?? drawing.slice.nodes[0].id, way);
    if (next && drawing.chosen) path.push(drawing.chosen);
    if (next) drawing.choose(next);
    return true;
  }
}

// The nearest neighbour in that direction; where no link leads that way, the nearest node.
function nextNode(cy, from, [wayX, wayY]) {
  const node = cy.getElementById(from);
  const here = node.position();
  const cost = (other) => {
    const dx = other.position("x") - here.x;
    const dy = other.position("y") - here.y;
    const along = dx * wayX + dy * wayY;
    return along <= 0 ? Infinity : Math.hypot(dx, dy) * (1 + 2 * (1 - along / Math.hypot(dx, dy)));
  };
  const nearest = (nodes) =>
    nodes.map((other) => [cost(other), other.id()]).filter(([far]) => far < Infinity).sort(([a], [b]) => a - b)[0]?.[1];
  return nearest(node.neighborhood("node:visible")) ?? nearest(cy.nodes(":visible").not(node));
}
