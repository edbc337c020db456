import type { BBox2 } from './bbox.ts';

/**
 * Rank of each box in Sort-Tile-Recursive order (Leutenegger, Lopez & Edgington 1997): boxes sorted
 * into vertical slices by the middle of x, within a slice by the middle of y, packed into nodes, and
 * the nodes sorted likewise, up to one root; the rank is the order of the leaves from that root.
 *
 * With 10 to a node it is the order in which GEOS (so PostGIS, QGIS and Shapely's STRtree) answers
 * "which of these contain the point?". It depends on the set of boxes and not on the file's order,
 * provided the caller passes them in an order of their own (by code), which breaks ties.
 *
 * @param boxes [n]
 * @param perNode boxes in a node, at least 2
 * @returns ranks [n], a permutation of 0..n-1
 * @throws RangeError for perNode < 2, which would never reach a root
 */
export function strOrder(boxes: readonly BBox2[], perNode = 10): Int32Array {
  interface Node {
    box: BBox2;
    item: number;
    children: Node[];
  }
  const middleX = ({ box }: Node) => box[0] + box[2];
  const middleY = ({ box }: Node) => box[1] + box[3];

  if (perNode < 2) throw new RangeError(`A node holds at least 2 boxes, not ${perNode}.`);
  let nodes: Node[] = boxes.map((box, item) => ({ box, item, children: [] }));
  while (nodes.length > 1) {
    const slices = Math.ceil(Math.sqrt(Math.ceil(nodes.length / perNode)));
    const perSlice = Math.ceil(nodes.length / slices);
    const parents: Node[] = [];
    nodes.sort((a, b) => middleX(a) - middleX(b));
    for (let from = 0; from < nodes.length; from += perSlice) {
      const slice = nodes.slice(from, from + perSlice).sort((a, b) => middleY(a) - middleY(b));
      for (let first = 0; first < slice.length; first += perNode) {
        const children = slice.slice(first, first + perNode);
        parents.push({ box: around(children.map(({ box }) => box)), item: -1, children });
      }
    }
    nodes = parents;
  }
  const ranks = new Int32Array(boxes.length);
  let next = 0;
  const visit = (node: Node) => {
    if (node.item >= 0) ranks[node.item] = next++;
    for (const child of node.children) visit(child);
  };
  for (const root of nodes) visit(root);
  return ranks;
}

function around(boxes: readonly BBox2[]): BBox2 {
  return boxes.reduce<BBox2>(
    (all, box) => [
      Math.min(all[0], box[0]),
      Math.min(all[1], box[1]),
      Math.max(all[2], box[2]),
      Math.max(all[3], box[3]),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}
