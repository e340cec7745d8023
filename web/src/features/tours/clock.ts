// Times of tours are local to the tenant and carry no zone: they are read as they stand, never through `Date`.

/** "08:05" of "2026-11-24T08:05:00". */
export function clock(time: string): string {
  return time.slice(11, 16);
}

export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** Minutes after the midnight at which the day began; above 1440 on the next one. */
export function minuteOf(time: string, day: string): number {
  const [hours = 0, minutes = 0] = clock(time).split(":").map(Number);
  const later = (Date.parse(`${dayOf(time)}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 60_000;
  return later + hours * 60 + minutes;
}

/** "2026-11-24T08:05:00" of a day and "08:05". */
export function at(day: string, hours: string): string {
  return `${day}T${hours.length === 5 ? `${hours}:00` : hours}`;
}
