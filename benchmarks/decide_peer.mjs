// Peer of `cargo xtask bench decide`: json-rules-engine with the reasons it gives.
// node decide_peer.mjs RULES.json SAMPLE.ndjson MACHINES, in a folder where json-rules-engine is installed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const { Engine } = createRequire(join(process.cwd(), 'package.json'))('json-rules-engine')
const [rules, sample, most] = process.argv.slice(2)
const machines = readFileSync(sample, 'utf8').trim().split('\n').slice(0, Number(most)).map((line) => JSON.parse(line))
const { rules: all, computed } = JSON.parse(readFileSync(rules, 'utf8'))
const engine = new Engine([], { allowUndefinedFacts: true })
for (const [name, tokens] of Object.entries(computed)) {
  const facts = tokens.filter((token) => /^[a-z_]/i.test(token))
  const compute = new Function(...facts, `return ${tokens.join(' ')}`)
  engine.addFact(name, async (_, almanac) => {
    const values = await Promise.all(facts.map((fact) => almanac.factValue(fact)))
    return values.some((value) => value === null) ? null : compute(...values)
  })
}
all.forEach((rule) => engine.addRule(rule))
const fires = Object.fromEntries(all.map((rule) => [rule.name, 0]))
const began = performance.now()
for (const machine of machines) {
  const { results } = await engine.run(machine)
  for (const of of results) fires[of.name] += 1
}
console.log(`seconds ${((performance.now() - began) / 1000).toFixed(4)}`)
console.log(`machines ${machines.length}`)
for (const [name, count] of Object.entries(fires)) console.log(`${name} ${count}`)
