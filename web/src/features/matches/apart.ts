export interface Apart {
  before: string;
  /** What stands here and not in the other text. */
  own: string;
  after: string;
}

/** The part of a text in which it differs from another; all of it where they have little in common. */
export function apart(text: string, other: string): Apart {
  const own = [...text];
  const others = [...other];
  const most = Math.min(own.length, others.length);
  let start = 0;
  while (start < most && own[start] === others[start]) start += 1;
  let end = 0;
  while (end < most - start && own[own.length - 1 - end] === others[others.length - 1 - end]) end += 1;
  if ((start + end) * 2 < most) return { before: "", own: text, after: "" };
  return { before: own.slice(0, start).join(""), own: own.slice(start, own.length - end).join(""), after: own.slice(own.length - end).join("") };
}
