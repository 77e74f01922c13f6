// What attackers, broken programs and bad luck send to a hub, the program itself: each is refused in words that say what is
// wrong, memory stays bounded, others are served meanwhile, and no sanitizer has anything to say.
import { withCompany } from './company.mjs'
import * as bodies from './bad/bodies.mjs'
import * as files from './bad/files.mjs'
import * as queries from './bad/queries.mjs'
import { Watch } from './bad/raw.mjs'
import * as transport from './bad/transport.mjs'

// The address sanitizer keeps what was freed for a while: less of it, that the memory seen is the hub's.
process.env.ASAN_OPTIONS = `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=8:thread_local_quarantine_size_kb=64:allocator_release_to_os_interval_ms=100`

process.exit(await withCompany(async ({ company, signIn, step }) => {
  const admin = await signIn('admin')
  const watch = new Watch(company, admin)
  const attack = (number, name, play) => step(number, name, async () => {
    await play(watch, admin)
    watch.requireSound()
  })
  const senders = bodies.slowSenders(watch, admin)
  await attack('1', 'a body of 100 MB is refused by its head', bodies.announced)
  await attack('2', 'one without end is cut off', bodies.endless)
  await attack('3', 'JSON that is deep, wide, huge or no text is refused', bodies.malformed)
  await attack('4', 'by every reader of JSON', bodies.everywhere)
  await attack('5', 'one message is never read as two', transport.smuggle)
  await attack('6', 'no path leads out', transport.climb)
  await attack('7', 'methods and types that there are not', transport.methods)
  await attack('8', 'cookies, tokens and CSRF that were made up', transport.forged)
  await attack('9', 'versions that there are not change nothing', transport.versions)
  await attack('10', 'texts that would run are texts', queries.fields)
  await attack('11', 'and no formulas in a spreadsheet', queries.spreadsheet)
  await attack('12', 'filters, orders and searches are read or refused', queries.filters)
  await attack('13', 'so are variables of GraphQL', queries.graphqlVariables)
  await attack('14', 'what costs too much is refused with the limit', queries.costs)
  await attack('15', 'no text sets the head of a mail', queries.mails)
  await attack('16', 'packed files that unfold without end', files.packed)
  await attack('17', 'text files that are none', files.texts)
  await attack('18', 'a file with a thousand faults, in an encoding nobody named', files.faults)
  await attack('19', 'wrong encodings are told by line', files.encodings)
  await attack('20', 'a hundred who send a byte a second were cut off', () => bodies.cutOff(watch, senders))
  await attack('21', 'ten thousand who say nothing', () => bodies.idle(watch))
}))
