// Beside the drawing: what a node or a link is, and why it is there, with links to the works that say so.

const MOST_WORKS = 3;
const MOST_OTHERS = 5;

// links: [{edge, other}], the one to the centre first, then the strongest.
export function nodeDetails(node, links, works) {
  const [first, ...rest] = links;
  const parts = [title(node)];
  if (first) parts.push(element("p", "", `${first.other.label}: ${said(first.edge)}`));
  if (first && node.kind !== "work" && !node.facts.centre) parts.push(workLinks(first.edge, works));
  if (rest.length) parts.push(also(rest));
  return parts;
}

export function edgeDetails(edge, source, target, works) {
  return [title(source, target), element("p", "", said(edge)), workLinks(edge, works)];
}

function said(edge) {
  return edge.reasons.map((reason) => reason.says).join("; ");
}

function title(...nodes) {
  const line = element("p", "graph-details-title");
  for (const [number, node] of nodes.entries()) {
    if (number) line.append(" and ");
    const mark = element("span", `kind ${node.kind}`);
    mark.setAttribute("aria-hidden", "true");
    line.append(mark, anchor(node.url, node.label));
    if (nodes.length === 1) line.append(element("span", "meta", ` ${node.kind}`));
  }
  return line;
}

function also(links) {
  const line = element("p", "meta", "Also linked to ");
  for (const [number, { edge, other }] of links.slice(0, MOST_OTHERS).entries()) {
    line.append(number ? "; " : "", element("b", "", other.label), ` (${said(edge)})`);
  }
  if (links.length > MOST_OTHERS) line.append(` and ${links.length - MOST_OTHERS} more`);
  return line;
}

function workLinks(edge, works) {
  const ids = edge.reasons.flatMap((reason) => reason.works);
  const list = element("ul");
  for (const id of ids.slice(0, MOST_WORKS)) {
    const item = element("li");
    item.append(anchor(works[id].url, works[id].title), works[id].year ? `, ${works[id].year}` : "");
    list.append(item);
  }
  if (ids.length > MOST_WORKS) list.append(element("li", "meta", `and ${ids.length - MOST_WORKS} more`));
  return list;
}

function anchor(url, text) {
  const link = element("a", "", text);
  link.href = url;
  return link;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}
