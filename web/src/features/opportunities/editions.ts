// Etags that this page itself replaced, or whose replacement the person was told about. A second change made from a view that
// has not been refreshed yet is then no conflict with oneself.
const replacedBy = new Map<string, string>();

interface Edition {
  id: string;
  etag: string;
}

// An etag tells the editions of one opportunity apart, not one opportunity from another.
const keyOf = ({ id, etag }: Edition) => `${id} ${etag}`;

export function newestKnown({ id, etag }: Edition): string {
  let newest = etag;
  for (let next = replacedBy.get(keyOf({ id, etag })); next !== undefined; next = replacedBy.get(keyOf({ id, etag: newest }))) newest = next;
  return newest;
}

export function replaced(before: Edition, after: string): void {
  const newest = newestKnown(before);
  if (newest !== after) replacedBy.set(keyOf({ id: before.id, etag: newest }), after);
}
