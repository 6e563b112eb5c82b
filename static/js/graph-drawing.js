// The drawing itself: cytoscape on a canvas, with our labels, details, filters and keys round it.

import cytoscape from "../vendor/cytoscape/cytoscape.esm.min.mjs";
import { edgeDetails, nodeDetails } from "./graph-details.js";
import { walk } from "./graph-keys.js";
import { wrap, written } from "./graph-labels.js";
import { stylesheet } from "./graph-style.js";

const MARGIN = { x: 40, y: 34 };
const FONT = 12;
const SIZES = { person: [13, 26], work: [13, 13], topic: [15, 22], institution: [15, 20] };
const ZOOM = 1.4;
const ROOMY = 640; // pixels of width at which marks have their full size
const NARROW = 480; // below it works wait for their button, so that there is room for names

export class Drawing {
  constructor(stage, slice) {
    this.stage = stage;
    this.slice = slice;
    this.canvas = stage.querySelector("[data-graph-canvas]");
    this.details = stage.querySelector("[data-graph-details]");
    this.hint = [...this.details.childNodes];
    this.nodes = new Map(slice.nodes.map((node) => [node.id, node]));
    stage.classList.remove("is-list");
    stage.classList.add("is-drawn");
    keepLibraryFromAddingStyles();
    this.cy = cytoscape({
      container: this.canvas,
      elements: elements(slice),
      style: stylesheet(this.canvas),
      layout: { name: "preset" },
      autoungrabify: true,
      autounselectify: true,
      boxSelectionEnabled: false,
      minZoom: 0.5,
      maxZoom: 6,
    });
    this.spread();
    this.listen();
  }

  // Places come from the server on a disc of radius 1; here they fill the room there is.
  spread() {
    const [x, y] = [this.canvas.clientWidth / 2 - MARGIN.x, this.canvas.clientHeight / 2 - MARGIN.y];
    const [rx, ry] = [Math.min(x, y * 1.9), Math.min(y, x * 1.5)];
    this.scale = Math.min(1, 0.35 + (0.65 * this.canvas.clientWidth) / ROOMY);
    this.cy.resize();
    this.cy.nodes().positions((node) => ({ x: node.data("x") * rx, y: node.data("y") * ry }));
    this.cy.viewport({ zoom: 1, pan: { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 } });
    this.write();
  }

  // Letters and marks keep their size when one looks closer, so that room for more labels appears.
  write() {
    const zoom = this.cy.zoom();
    const shown = this.cy.nodes(":visible").filter((node) => !node.hasClass("far"));
    const sides = written(shown.map((node) => this.labelOf(node)), {
      width: this.canvas.clientWidth,
      height: this.canvas.clientHeight,
      font: getComputedStyle(this.canvas).getPropertyValue("--sans"),
      size: FONT,
    });
    this.cy.batch(() => {
      this.cy.style().selector("node").style({ "font-size": FONT / zoom }).update();
      this.cy.nodes().forEach((node) => {
        const side = sides.get(node.id());
        node.toggleClass("written", Boolean(side));
        if (side) node.data("side", side);
        node.data("size", (this.scale * node.data("base")) / Math.sqrt(zoom));
      });
    });
  }

  labelOf(node) {
    const { x, y } = node.renderedPosition();
    const isNear = this.active && (node.id() === this.active || node.hasClass("neighbour"));
    return {
      id: node.id(), x, y,
      radius: (this.scale * node.data("base") * Math.sqrt(this.cy.zoom())) / 2,
      lines: node.data("wrapped").split("\n"),
      rank: node.data("rank") - (isNear ? 1000 : 0) - (node.id() === this.active ? 1000 : 0),
      bold: node.hasClass("centre"),
    };
  }

  listen() {
    const { cy } = this;
    let waiting = 0;
    cy.on("viewport", () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(() => this.write());
    });
    cy.on("mouseover", "node", (event) => this.point(event.target.id()));
    cy.on("mouseout", "node", () => this.point(this.chosen));
    cy.on("mouseover mouseout", (event) => {
      this.canvas.classList.toggle("is-pointing", event.type === "mouseover" && event.target !== cy);
    });
    cy.on("tap", "node", (event) => this.tap(event.target.id()));
    cy.on("tap", "edge", (event) => this.tellEdge(event.target));
    cy.on("tap", (event) => event.target === cy && this.choose(null));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolour());
    new ResizeObserver(() => this.spread()).observe(this.canvas);
    this.listenToControls();
    leaveScrollingToThePage(this.canvas);
    walk(this.canvas, this);
  }

  listenToControls() {
    for (const button of this.stage.querySelectorAll("[data-graph-kind]")) {
      button.addEventListener("click", () => this.filter(button));
      if (button.dataset.graphKind === "work" && this.canvas.clientWidth < NARROW) this.filter(button);
    }
    for (const button of this.stage.querySelectorAll("[data-graph-zoom]")) {
      button.addEventListener("click", () => this.zoom(button.dataset.graphZoom));
    }
    this.stage.querySelector("[data-graph-as-list]")?.addEventListener("click", (event) => {
      const isList = this.stage.classList.toggle("is-list");
      event.currentTarget.setAttribute("aria-pressed", isList);
      if (!isList) this.spread();
    });
  }

  filter(button) {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", isOn);
    this.cy.nodes(`[kind = "${button.dataset.graphKind}"]`).not(".centre").toggleClass("off", !isOn);
    this.write();
  }

  zoom(way) {
    if (way === "all") return this.spread();
    const middle = { x: this.canvas.clientWidth / 2, y: this.canvas.clientHeight / 2 };
    this.cy.zoom({ level: this.cy.zoom() * (way === "in" ? ZOOM : 1 / ZOOM), renderedPosition: middle });
  }

  recolour() {
    this.cy.style(stylesheet(this.canvas));
    this.write();
  }

  // The first tap chooses a node and tells about it; the second opens its page.
  tap(id) {
    if (this.chosen === id) this.open(id);
    else this.choose(id);
  }

  open(id) {
    location.assign(this.nodes.get(id).url);
  }

  choose(id) {
    this.chosen = id;
    this.cy.nodes().removeClass("chosen focused");
    if (id) this.cy.getElementById(id).addClass("chosen focused");
    this.point(id);
  }

  point(id) {
    this.active = id;
    const { cy } = this;
    cy.batch(() => {
      cy.elements().removeClass("near far neighbour");
      if (!id) return;
      const node = cy.getElementById(id);
      const near = node.closedNeighborhood();
      cy.elements().not(near).addClass("far");
      near.nodes().addClass("neighbour");
      near.edges().addClass("near");
    });
    this.details.replaceChildren(...(id ? this.tell(id) : this.hint));
    this.write();
  }

  tell(id) {
    const links = this.cy.getElementById(id).connectedEdges().map((edge) => {
      const other = edge.connectedNodes().not(`[id = "${id}"]`)[0];
      return { edge: edge.scratch("edge"), other: this.nodes.get(other.id()), isSpoke: edge.hasClass("spoke") };
    });
    const isPair = ({ edge }) => edge.kind === "co-authored";
    links.sort((a, b) => b.isSpoke - a.isSpoke || isPair(b) - isPair(a) || b.edge.weight - a.edge.weight);
    return nodeDetails(this.nodes.get(id), links, this.slice.works);
  }

  tellEdge(edge) {
    this.choose(null);
    const { source, target } = edge.scratch("edge");
    edge.addClass("near");
    this.details.replaceChildren(
      ...edgeDetails(edge.scratch("edge"), this.nodes.get(source), this.nodes.get(target), this.slice.works),
    );
  }
}

function elements({ nodes, edges }) {
  const heaviest = {};
  for (const { kind, weight, facts } of nodes) {
    if (!facts.centre) heaviest[kind] = Math.max(heaviest[kind] ?? 0, weight);
  }
  const strongest = Math.max(...edges.filter(({ kind }) => kind === "co-authored").map(({ weight }) => weight), 1);
  return [
    ...nodes.map((node) => nodeElement(node, heaviest[node.kind] || 1)),
    ...edges.map((edge) => edgeElement(edge, nodes[0].id, strongest)),
  ];
}

function nodeElement({ id, kind, label, x, y, rank, weight, facts }, heaviest) {
  const [least, most] = SIZES[kind];
  const base = facts.centre ? 34 : least + (most - least) * Math.sqrt(Math.min(1, weight / heaviest));
  const classes = [facts.centre && "centre", facts.nearby && "nearby"].filter(Boolean);
  return { data: { id, kind, x, y, rank, base, size: base, side: "below", wrapped: wrap(label, kind) }, position: { x: 300 * x, y: 300 * y }, classes };
}

function edgeElement(edge, centre, strongest) {
  const { source, target, kind, weight } = edge;
  const width = kind === "co-authored" ? 1 + 3 * Math.sqrt(weight / strongest) : 1;
  const classes = source === centre || target === centre ? ["spoke"] : [];
  return { data: { id: `${source} ${target}`, source, target, kind, width }, scratch: { edge }, classes };
}

// The library writes one rule into a <style> element unless it finds one by this id; our policy allows no such
// element, and graph.css has the rule.
function keepLibraryFromAddingStyles() {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const mark = document.createElement("meta");
  mark.id = id;
  document.head.append(mark);
}

// The wheel scrolls the page unless the drawing has the focus or Ctrl is held; one finger scrolls, two move and zoom.
function leaveScrollingToThePage(canvas) {
  canvas.parentElement.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !canvas.contains(document.activeElement)) event.stopPropagation();
  }, { capture: true });
  window.addEventListener("touchmove", (event) => {
    if (event.touches.length === 1 && canvas.contains(event.target)) event.stopImmediatePropagation();
  }, { capture: true });
}
