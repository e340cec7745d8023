// The first page keeps the browser's own focus; after each change of page the new heading takes it, once.
let focusedPath = window.location.pathname;

/** True once for each page that is come to. Asked by its heading. */
export function takesFocus(path: string): boolean {
  if (path === focusedPath) return false;
  focusedPath = path;
  return true;
}
