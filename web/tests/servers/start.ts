import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { remember } from "./running";

const BINARY = resolve(import.meta.dirname, "../..", process.env.INSTAND_BINARY ?? "../target/release/instand");
const PATIENCE_MS = 90_000;

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? done(address.port) : failed(new Error("no free port"))));
    });
  });
}

/** The first words that a server prints and that match. */
function printed(child: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((done, failed) => {
    let text = "";
    const fail = (why: string) => failed(new Error(`${child.spawnargs.join(" ")}: ${why}\n${text}`));
    const timer = setTimeout(() => fail(`printed nothing like ${wanted} in ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const match = wanted.exec(text);
      if (match === null) return;
      clearTimeout(timer);
      done(match[1] ?? "");
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("error", (error) => fail(error.message));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
}

async function ready(url: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url}/readyz did not answer 200`);
}

export default async function start(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "instand-browser-"));
  const port = await freePort();
  const registerPort = await freePort();
  const portalPort = await freePort();
  const demoFolder = join(folder, "demo");
  // The demo keeps settings that are there: its sales team has to be in them. And a database that nobody serves: what is
  // shown of a connector must not depend on one that works.
  mkdirSync(demoFolder);
  writeFileSync(
    join(demoFolder, "instand.toml"),
    `company = "Reinhardt Maschinenbau GmbH"
default_owner = "Verkauf Innendienst"

[exchange_rates]
CHF = 1.05

[[territory]]
owner = "Anna Huber"
countries = ["AT"]

[[territory]]
owner = "Reto Keller"
countries = ["CH"]

[tours]
skill = "product_family"

[[tours.region]]
name = "Deutschland Nord"
countries = ["DE"]
postcodes = ["00000-59999"]

[[tours.region]]
name = "Deutschland Süd"
countries = ["DE"]

[[tours.region]]
name = "Österreich"
countries = ["AT"]

[[tours.region]]
name = "Schweiz"
countries = ["CH"]

[[tours.region]]
name = "Italia"
countries = ["IT"]

[outgoing]
allow = ["127.0.0.1:1"]

[connectors.service-db]
kind = "sql"
url = "postgres://reader@127.0.0.1:1/service"

[[connectors.service-db.records]]
name = "machines"
kind = "machines"
query = "select serial from equipment"
columns = { serial = "serial_number" }
`,
  );
  // And a broker where nobody is.
  const emptyFolder = join(folder, "empty");
  mkdirSync(emptyFolder);
  writeFileSync(
    join(emptyFolder, "instand.toml"),
    `[outgoing]
allow = ["127.0.0.1:1"]

[telemetry.mqtt.halle-2]
url = "mqtt://127.0.0.1:1"

[[telemetry.mqtt.halle-2.topics]]
topic = "werk/{serial}/{signal}"
`,
  );
  // Nobody is invited where it is not known how customers reach the server.
  const portalFolder = join(folder, "portal");
  mkdirSync(portalFolder);
  writeFileSync(
    join(portalFolder, "instand.toml"),
    `company = "Reinhardt Maschinenbau GmbH"
default_owner = "Verkauf Innendienst"
public_url = "http://127.0.0.1:${portalPort}"
`,
  );
  const parameters = [
    ["--data-dir", demoFolder, "demo", "--machines", "600", "--port", String(port)],
    ["--data-dir", emptyFolder, "serve", "--listen", "127.0.0.1:0"],
    ["--data-dir", join(folder, "register"), "demo", "--machines", "120", "--port", String(registerPort)],
    ["--data-dir", portalFolder, "demo", "--machines", "120", "--port", String(portalPort)],
  ];
  const [demo, empty, register, portal] = parameters.map((of) => spawn(BINARY, of, { stdio: ["ignore", "pipe", "pipe"] })) as [ChildProcess, ChildProcess, ChildProcess, ChildProcess];
  try {
    const [password, setup, registerPassword, portalPassword] = await Promise.all([
      printed(demo, /sign in as demo with the password (\S+)/),
      printed(empty, /(http\S+\/setup\?code=\S+)\s/),
      printed(register, /sign in as demo with the password (\S+)/),
      printed(portal, /sign in as demo with the password (\S+)/),
    ]);
    const demoUrl = `http://127.0.0.1:${port}`;
    const emptyUrl = new URL(setup).origin;
    const registerUrl = `http://127.0.0.1:${registerPort}`;
    const portalUrl = `http://127.0.0.1:${portalPort}`;
    await Promise.all([demoUrl, emptyUrl, registerUrl, portalUrl].map(ready));
    remember(join(folder, "running.json"), {
      demo: { url: demoUrl, password, files: join(demoFolder, "demo") },
      empty: { url: emptyUrl, setup },
      register: { url: registerUrl, password: registerPassword },
      portal: { url: portalUrl, password: portalPassword, database: join(portalFolder, "instand.db") },
      pids: [demo, empty, register, portal].flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
      folder,
    });
  } catch (error) {
    for (const child of [demo, empty, register, portal]) child.kill();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
