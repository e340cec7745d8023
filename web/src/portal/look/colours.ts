/** Colours of a builder, made so that what is written on and with them can be read whatever they are. */

/** What WCAG 2.2 asks of text of usual size. */
const READABLE = 4.5;
const WHITE = "#ffffff";
const BLACK = "#000000";
/** The greyest ground that coloured words stand on. */
const GROUND = "#f4f6f7";

type Channels = readonly [red: number, green: number, blue: number];

export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

function channels(colour: string): Channels {
  const at = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16);
  return [at(1), at(3), at(5)];
}

function written(of: Channels): string {
  return `#${of.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}

/** `share` of the first colour, the rest of the second. */
export function mixed(colour: string, other: string, share: number): string {
  const [a, b] = [channels(colour), channels(other)];
  return written([0, 1, 2].map((at) => (a[at] ?? 0) * share + (b[at] ?? 0) * (1 - share)) as unknown as Channels);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, from 1 to 21. */
export function contrast(colour: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(colour), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** What is written on the colour: white where it can be read, else black. */
export function onColour(colour: string): string {
  return contrast(colour, WHITE) >= READABLE ? WHITE : BLACK;
}

/** The colour for words on white and on the page's ground: as it is, or as much darker as it takes. */
export function forWords(colour: string, ground = GROUND): string {
  for (let share = 1; share > 0; share -= 0.04) {
    const darker = mixed(colour, BLACK, share);
    if (contrast(darker, ground) >= READABLE) return darker;
  }
  return BLACK;
}

export interface Look {
  primary: string;
  accent: string;
}

/** The portal's own colours, where the builder has chosen none. */
export const USUAL_LOOK: Look = { primary: "#1f4e79", accent: "#c2571a" };

/** All colours of the portal that depend on the builder's two, by the names that portal.css has for them. */
export function coloursOf({ primary, accent }: Look): Record<string, string> {
  const tint = mixed(primary, WHITE, 0.08);
  return {
    "--brand": primary,
    "--on-brand": onColour(primary),
    "--brand-pressed": mixed(primary, BLACK, 0.85),
    // Of the two grounds they stand on, the darker leaves them less contrast.
    "--brand-words": forWords(primary, luminance(tint) < luminance(GROUND) ? tint : GROUND),
    "--brand-tint": tint,
    "--accent": accent,
    "--on-accent": onColour(accent),
    // A frame or a bar must be seen beside what it frames, which asks for less than words do.
    "--brand-line": contrast(primary, WHITE) >= 3 ? primary : forWords(primary, WHITE),
  };
}
