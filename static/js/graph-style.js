// How nodes and links look. Colours, faces and hairlines come from the custom properties of tokens.css.

const SHAPES = { person: "ellipse", work: "round-rectangle", topic: "diamond", institution: "hexagon" };
const DASHES = { about: [2, 4], affiliated: [6, 3], "people-topic": [2, 4] };

export function stylesheet(root) {
  const read = (name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: "node",
      style: {
        width: "data(size)", height: "data(size)", "border-width": 1.5,
        label: "", color: read("ink"), "font-family": read("sans"), "font-size": 12,
        "text-wrap": "wrap", "text-background-color": read("paper-raised"), "text-background-opacity": 0.78,
        "text-background-padding": 1, "text-background-shape": "round-rectangle", "line-height": 1.15,
        "overlay-opacity": 0, "underlay-color": read("focus"), "underlay-padding": 5, "underlay-opacity": 0,
        "underlay-shape": "ellipse",
      },
    },
    ...Object.entries(SHAPES).map(([kind, shape]) => ({
      selector: `node[kind = "${kind}"]`,
      style: {
        shape, "background-color": read(`kind-${kind}-soft`), "border-color": read(`kind-${kind}`),
      },
    })),
    { selector: "node.centre", style: { "background-color": read("kind-person"), "font-weight": 600, "z-index": 1 } },
    { selector: "node.nearby", style: { "border-style": "dashed" } },
    { selector: "node.written", style: { label: "data(wrapped)" } },
    ...SIDES,
    {
      selector: "edge",
      style: {
        width: "data(width)", "curve-style": "straight", "line-color": read("line-strong"), opacity: 0.22,
        "overlay-opacity": 0, "overlay-padding": 4,
      },
    },
    { selector: 'edge[kind = "co-authored"]', style: { opacity: 0.4 } },
    { selector: "edge.spoke", style: { opacity: 0.13 } },
    ...Object.entries(DASHES).map(([kind, pattern]) => ({
      selector: `edge[kind = "${kind}"]`, style: { "line-style": "dashed", "line-dash-pattern": pattern },
    })),
    { selector: ".off", style: { display: "none" } },
    { selector: "node.far", style: { opacity: 0.22 } },
    { selector: "edge.far", style: { opacity: 0.05 } },
    { selector: "edge.near", style: { opacity: 0.9, "line-color": read("accent") } },
    { selector: "node.chosen", style: { "border-width": 3 } },
    { selector: "node.focused", style: { "underlay-opacity": 0.35 } },
  ];
}

const SIDES = [
  ["below", "center", "bottom", 0, 3],
  ["right", "right", "center", 3, 0],
  ["left", "left", "center", -3, 0],
  ["above", "center", "top", 0, -3],
  ["lower-right", "right", "bottom", 0, -4],
  ["upper-right", "right", "top", 0, 4],
  ["lower-left", "left", "bottom", 0, -4],
  ["upper-left", "left", "top", 0, 4],
].map(([side, halign, valign, x, y]) => ({
  selector: `node[side = "${side}"]`,
  style: { "text-halign": halign, "text-valign": valign, "text-margin-x": x, "text-margin-y": y },
}));
