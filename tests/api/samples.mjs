// Values made from JSON schemas: such as hold, and such as must be refused.

/** The schema behind a reference; of a choice the first that is not null. */
export function resolve(document, schema) {
  if (schema.$ref) return resolve(document, document.components.schemas[schema.$ref.split('/').at(-1)])
  if (schema.anyOf) return resolve(document, schema.anyOf.find((one) => one.type !== 'null'))
  return schema
}

const texts = {
  'date-time': () => '2026-11-20T08:00:00Z',
  date: () => '2026-11-20',
}

/** What an object must have. */
export function least(document, given, ids) {
  const schema = resolve(document, given)
  const needed = Object.entries(schema.properties ?? {}).filter(([, part]) => part['x-required'])
  return Object.fromEntries(needed.map(([name, part]) => [name, valid(document, part, ids)]))
}

/** A value that holds. `ids` finds the id of a record of a type, to refer to. */
export function valid(document, given, ids, depth = 0) {
  const schema = resolve(document, given)
  if (schema.items?.$ref?.endsWith('/Id') && !given['x-refers']) return []
  const refers = given['x-refers'] ?? schema['x-refers']
  if (refers) return ids(refers)
  if (schema.enum) return schema.enum[0]
  if (schema.examples) return schema.examples[0]
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'array') return depth > 2 ? [] : [valid(document, { ...schema.items, 'x-refers': schema.items['x-refers'] ?? given['x-refers'] }, ids, depth + 1)]
  if (type === 'object') {
    const made = {}
    for (const [name, part] of Object.entries(schema.properties ?? {})) made[name] = valid(document, part, ids, depth + 1)
    return made
  }
  if (type === 'integer' || type === 'number') return Math.max(1, schema.minimum ?? 1)
  if (type === 'boolean') return true
  if (texts[schema.format]) return texts[schema.format]()
  return `sample ${Math.random().toString(36).slice(2, 8)}`.slice(0, schema.maxLength ?? 40)
}

const wrong = [null, 5, -1.5, 'no such thing', [], {}, true, [[]], 'x'.repeat(30000), { a: { b: [1] } }, '\u0000', '2026-99-99']

/** Bodies of which each must be refused or do no harm: wrong kinds, unknown fields, no object at all. */
export function* invalid(document, given) {
  const schema = resolve(document, given)
  yield { 'no such field': 1 }
  yield []
  yield 'text'
  yield 7
  yield null
  const names = Object.keys(schema.properties ?? {})
  // All fields wrong at once in different ways is a fault for each of them.
  for (let turn = 0; turn < 3; ++turn) yield Object.fromEntries(names.map((name, i) => [name, wrong[(i + turn * 5) % wrong.length]]))
}
