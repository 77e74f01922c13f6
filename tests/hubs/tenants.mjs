// Which statements that a PostgreSQL has run reach across companies. With companies spread over machines (docs/citus.md) each of
// those is asked of all machines, and a forgotten condition would show one company's records to another.

/** Statements that may, and why. None of them answers a question of a company's user. */
const allowed = [
  [/^SELECT tenant, position FROM chain_head ORDER BY tenant$/, 'readers of the log ask who has news'],
  [/^SELECT COALESCE\(SUM\(position\), (\$\d+|0)\) FROM chain_head$/, 'the sealer and the figures: how much has been written'],
  [/FROM change WHERE position IS NULL ORDER BY seq/, 'the sealer gives places to what was committed'],
  [/^WITH placed .*UPDATE change SET position/, 'the sealer gives places, by the key of the row'],
  [/FROM job WHERE \(*state = /, 'workers take what is due; figures of the queue, and its purge'],
  [/FROM job WHERE kind = \$\d+ AND state = /, 'health: messages that cannot leave'],
  [/DELETE FROM job WHERE/, 'purge of what is finished'],
  [/^SELECT id FROM tenant WHERE id = /, 'whose a line of the log is'],
  [/FROM tenant WHERE deleted_at IS NULL/, 'schedules ask for each company'],
  [/FROM (session|access_token|sign_in_challenge|password_reset|used_code|blocked_address|sign_in_failure)\b.*/, 'who comes is not known before the token is found'],
  [/(INTO|UPDATE) (session|access_token|sign_in_challenge|password_reset|blocked_address|sign_in_failure)\b/, 'the same'],
  [/FROM "?user"?\b.*login/, 'a login names its company'],
  [/FROM (device_session|device_operation) WHERE (online|state) = /, 'figures, and vans that a lost broker knew'],
  [/FROM webhook_endpoint e JOIN chain_head h ON h\.tenant = e\.tenant/, 'the follower asks who has news'],
  [/FROM record_cube|INTO record_cube|record_cube_change/, 'exact counts are folded for all at once, and looked up by company and type'],
  [/FROM presence WHERE (until|hub) /, 'each hub reads who is at the others'],
  [/(FROM|UPDATE|INTO) presence\b/, 'each hub keeps its own people in it'],
  [/(FROM|INTO|UPDATE) idempotency WHERE expires_at/, 'purge'],
  [/FROM unnamed_blob WHERE at/, 'purge'],
  [/^SELECT tenant, id, serial, shard FROM device WHERE/, 'the line that says the hub is ready'],
  [/^WITH moved AS \(DELETE FROM (\w+)_rest WHERE .* INSERT INTO \1_y/, 'parts by month are made for all'],
  [/^SELECT t\.id FROM tenant t WHERE/, 'what a newer release delivers is added to each company at the start'],
  [/^SELECT count\(\*\) FROM tenant$/, 'whether there is any company yet'],
  [/FROM device_certificates c JOIN device d ON d\.tenant = c\.tenant/, 'the one broker has one list of revoked certificates'],
  [/^SELECT tenant FROM chain_head ORDER BY tenant$/, "the operator's commands, each company in turn"],
  [/^SELECT tenant, user_id FROM blocked_user WHERE until/, 'each hub knows whom it has stopped, of all companies'],
  [/^SELECT tenant, id FROM api_client WHERE kind = \$\d+ AND state = /, 'the one broker has one list of who may read telemetry'],
  [/FROM sent_blob WHERE at/, 'purge'],
  [/FROM log_entry WHERE "at" </, 'purge'],
  [/^SELECT DISTINCT t\.id FROM tenant t JOIN escalation_policy p ON p\.tenant = t\.id/, 'alerts go to companies that have a policy for them'],
  [/FROM search_generation/, 'figures: how far indexes are behind'],
]

/** Where a statement names a table: {table} for each, sub-queries too. */
function references(text, tables) {
  const found = []
  for (const [, name] of text.matchAll(/\b(?:FROM|JOIN|UPDATE|INTO|USING)\s+"?([a-z_0-9]+)"?/gi)) if (tables.has(name)) found.push(name)
  return found
}

const restriction = /(?:[\w"]+\.)?"?\btenant\b"?\s*(?:=|IN)\s*(?:\(?\$\d+|[\w"]+\.?"?\w*"?)|\$\d+\s*=\s*(?:[\w"]+\.)?"?tenant\b/g

/** Texts of statements → those that reach across companies and are not allowed to. `tables`: names of those with a tenant. */
export function crossing(texts, tables) {
  return texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => {
    if (!/^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text)) return false
    const wanted = references(text, tables).length
    if (!wanted || allowed.some(([pattern]) => pattern.test(text))) return false
    if (/^INSERT INTO "?\w+"? \([^)]*\btenant\b/i.test(text) && !/\bSELECT\b/i.test(text)) return false
    const columns = /^INSERT INTO/i.test(text) ? 1 : 0
    return (text.match(restriction) ?? []).length + columns < wanted
  })
}

/** Of the server's own tables nothing; of the tests' questions, which carry a mark, neither. */
export function crossingOf(postgres) {
  const tables = new Set(postgres.ask("/* test */ SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant'").map(([name]) => name))
  const out = postgres.ask("/* test */ SELECT translate(query, E'\\n\\t', '  ') FROM pg_stat_statements WHERE query NOT LIKE '/* test */%' AND query NOT LIKE 'COPY%'")
  const texts = out.map(([text]) => text)
  return { seen: texts.length, crossing: crossing(texts, tables) }
}
