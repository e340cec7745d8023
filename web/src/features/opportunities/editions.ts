// Etags that this page itself replaced, or whose replacement the person was told about. A second change made from a view that
// has not been refreshed yet is then no conflict with oneself.
const replacedBy = new Map<string, string>();

export function replaced(before: string, after: string): void {
  if (before !== after) replacedBy.set(before, after);
}

export function newestKnown(etag: string): string {
  let newest = etag;
  for (let next = replacedBy.get(newest); next !== undefined; next = replacedBy.get(newest)) newest = next;
  return newest;
}
