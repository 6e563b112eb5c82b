// Which labels are written, and on which side of their node: the most important first, none over another label, over
// a node or outside the drawing.

const GAP = 3;
const LINE = 1.15;
const WIDEST = { work: 26, person: 22, topic: 20, institution: 20 };
const ruler = document.createElement("canvas").getContext("2d");

// Words on at most two lines; what does not fit ends in an ellipsis.
export function wrap(label, kind) {
  const widest = WIDEST[kind];
  const lines = [""];
  for (const word of label.split(/\s+/)) {
    const line = lines.at(-1);
    if (line && line.length + 1 + word.length > widest) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  const kept = lines.slice(0, 2).map((line) => (line.length > widest + 4 ? `${line.slice(0, widest + 2)}…` : line));
  if (lines.length > 2) kept[1] = kept[1].endsWith("…") ? kept[1] : `${kept[1]}…`;
  return kept.join("\n");
}

// nodes: [{id, x, y, radius, lines, rank, bold}] in screen pixels; returns a Map of id -> side for those written.
export function written(nodes, { width, height, font, size }) {
  const taken = nodes.map((node) => box(node.x - node.radius, node.y - node.radius, 2 * node.radius, 2 * node.radius, node.id));
  const sides = new Map();
  for (const node of [...nodes].sort((a, b) => a.rank - b.rank)) {
    ruler.font = `${node.bold ? 600 : 400} ${size}px ${font}`;
    const wide = Math.max(...node.lines.map((line) => ruler.measureText(line).width)) + GAP;
    const high = node.lines.length * size * LINE + GAP;
    const blocked = ([, spot]) =>
      (inside(spot, width, height) ? 0 : 9) + taken.filter((other) => other.id !== node.id && overlap(spot, other)).length;
    const [found] = places(node, wide, high).map((place) => [...place, blocked(place)]).sort((a, b) => a[2] - b[2]);
    if (found[2] && sides.size) continue; // only the first is written in any case
    sides.set(node.id, found[0]);
    taken.push({ ...found[1], id: null });
  }
  return sides;
}

function places({ x, y, radius }, wide, high) {
  return [
    ["below", box(x - wide / 2, y + radius + GAP, wide, high)],
    ["right", box(x + radius + GAP, y - high / 2, wide, high)],
    ["left", box(x - radius - GAP - wide, y - high / 2, wide, high)],
    ["above", box(x - wide / 2, y - radius - GAP - high, wide, high)],
    ["lower-right", box(x + radius, y + radius * 0.5, wide, high)],
    ["upper-right", box(x + radius, y - radius * 0.5 - high, wide, high)],
    ["lower-left", box(x - radius - wide, y + radius * 0.5, wide, high)],
    ["upper-left", box(x - radius - wide, y - radius * 0.5 - high, wide, high)],
  ];
}

function box(left, top, wide, high, id = null) {
  return { left, top, right: left + wide, bottom: top + high, id };
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function inside({ left, top, right, bottom }, width, height) {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}
