// The generic screens, as somebody in the office uses them: lists, boards, calendars, maps, records and forms of any type.
//   node tests/browser/records.mjs --programs build/sanitize --map build/map
import { access } from './records/access.mjs'
import { board, calendar, map, split } from './records/shows.mjs'
import { bulk, columns, editInPlace, filters, views } from './records/list.mjs'
import { changedOutOfSight, conflict, deletedMeanwhile, draft, files, notes, rollBack } from './records/record.mjs'
import { phone, start } from './records/shell.mjs'
import { perform } from './lib/stage.mjs'

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'a dispatcher and a bookkeeper are signed in', open)
  await run('2', 'columns: chosen, ordered, sized by mouse and keyboard, kept', columns, '1')
  await run('3', 'filters read as sentences; a typed one tells its fault at its place', filters, '1')
  await run('4', 'a view is saved with its count, renamed, shared, opened first, deleted', views, '1')
  await run('5', 'cells are edited in place: Tab, Enter, Escape, undo, a refusal keeps what was typed', editInPlace, '1')
  await run('6', 'many are changed at once, each refusal told by name', bulk, '1')
  await run('7', 'a board: moved by keys and by dragging, a refused move springs back with its reason', board, '1')
  await run('8', 'a calendar: dragged to another day', calendar, '7')
  await run('9', 'a map: clusters part, a mark opens its card', map, '1')
  await run('9b', 'a list with the chosen record beside it', split, '1')
  await run('10', 'two browsers, one record: both versions, nothing typed is lost', conflict, '1')
  await run('10a', 'what another changed out of sight, or to the same, asks nothing', changedOutOfSight, '1')
  await run('10b', 'a record deleted while somebody types: said so, restored, or taken over as a new one', deletedMeanwhile, '1')
  await run('11', 'files: dropped in, a newer version, removed', files, '1')
  await run('12', 'a note that mentions, a task that is ticked', notes, '1')
  await run('13', 'an earlier version is compared and brought back', rollBack, '10')
  await run('14', 'what is typed outlives the page, is checked while one types', draft, '1')
  await run('15', 'the start page is arranged; the menu has favourites and finds', start, '4')
  await run('16', 'a phone: bar at the bottom, nothing beyond the edge', phone, '1')
  await run('17', 'axe has nothing to say, in light and dark', access, '7')
}))

async function open(stage) {
  const { hub, ids } = stage
  stage.office = await stage.officePage('office')
  stage.other = await stage.officePage('other', undefined, { login: 'bookkeeper@demo.example' })
  ids.job = (await hub.one('work-orders', 'summary = "Cellar heating fault"')).id
  ids.account = (await hub.one('accounts', 'name = "Alpenhotel Muster"')).id
}
