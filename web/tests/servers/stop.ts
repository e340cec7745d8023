import { rmSync } from "node:fs";
import { running } from "./running";

async function ended(pid: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  process.kill(pid, "SIGKILL");
}

export default async function stop(): Promise<void> {
  const { pids, folder } = running();
  for (const pid of pids) process.kill(pid, "SIGTERM");
  await Promise.all(pids.map(ended));
  rmSync(folder, { recursive: true, force: true });
}
