// Beside the drawing: what a node is, and why it is there, with links to the works that say so.

const MOST_LINKS = 6;
const MOST_WORKS = 3;

export function nodeDetails(node, links, slice) {
  const title = element("p", "graph-details-title");
  title.append(icon(node.kind), anchor(node.url, node.label));
  const parts = [title];
  const list = element("ul", "plain-list");
  for (const { edge, other } of links.slice(0, MOST_LINKS)) {
    const item = element("li");
    const name = element("strong", "", other.label);
    item.append(name, `: ${edge.reasons.map((reason) => reason.says).join("; ")}`);
    list.append(item);
  }
  parts.push(list);
  if (links.length > MOST_LINKS) parts.push(element("p", "meta", `and ${links.length - MOST_LINKS} more links`));
  const works = links[0]?.edge.reasons[0].works ?? [];
  if (works.length && node.kind !== "work") parts.push(workLinks(works, slice));
  return parts;
}

export function edgeDetails(edge, source, target, slice) {
  const title = element("p", "graph-details-title");
  title.append(icon(source.kind), anchor(source.url, source.label), " – ", icon(target.kind), anchor(target.url, target.label));
  const says = element("p", "", edge.reasons.map((reason) => reason.says).join("; "));
  return [title, says, workLinks(edge.reasons.flatMap((reason) => reason.works), slice)];
}

function workLinks(ids, slice) {
  const list = element("ul", "graph-details-works");
  for (const id of ids.slice(0, MOST_WORKS)) {
    const item = element("li");
    item.append(anchor(slice.works[id].url ?? `/works/${id}/`, slice.works[id].title), ` ${slice.works[id].year ?? ""}`);
    list.append(item);
  }
  if (ids.length > MOST_WORKS) list.append(element("li", "meta", `and ${ids.length - MOST_WORKS} more`));
  return list;
}

function icon(kind) {
  const mark = element("span", `kind ${kind}`);
  mark.setAttribute("aria-hidden", "true");
  return mark;
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
