// What the pages show beside the demonstration's own data: mail, papers, files, deals and tasks.

/** Everything by the API, as the administrator. Ids by what they are. */
export async function seed(admin) {
  const account = await admin.one('accounts', 'name = "Alpenhotel Muster"')
  const about = { type: 'crm.Account', id: account.id }
  const me = admin.session.user.id
  const talks = []
  for (const subject of ['Boiler quote', 'Access to the cellar', 'Invoice address']) {
    const talk = await admin.post('/api/conversations/', { kind: 'customer', subject, about, members: [{ user: me }] })
    await admin.post('/api/messages/', { conversation: talk.id, channel: 'mail', direction: 'in', from: 'reception@alpenhotel.example', to: ['office@muster.example'], subject, body: `Good morning\n\nA question about: ${subject}.` })
    await admin.post('/api/messages/', { conversation: talk.id, channel: 'app', direction: 'internal', author_user: me, body: 'I look into it.' })
    talks.push(talk.id)
  }
  const [template] = await admin.list('paperwork-templates')
  const job = await admin.one('work-orders', 'summary = "Cellar heating fault"')
  const papers = []
  for (let number = 0; number < 2; number++) papers.push((await admin.post('/api/paperwork-documents/', { template: template.id, about: { type: 'field.WorkOrder', id: job.id } })).id)
  const files = [await file(admin, about, 'cellar.png', 'image/png', picture), await file(admin, about, 'terms.txt', 'text/plain', Buffer.from('Terms'))]
  const pipeline = await admin.post('/api/pipelines/', { name: 'Sales', kind: 'new' })
  const stage = await admin.post('/api/deal-stages/', { pipeline: pipeline.id, name: 'Offer', order: 1, group: 'prospecting', default_probability: '50' })
  const deal = await admin.post('/api/deals/', { name: 'New boiler', account: account.id, pipeline: pipeline.id, stage: stage.id, owner: me, close_date: '2027-06-30', forecast_category: 'pipeline' })
  const task = await admin.post('/api/tasks/', { title: 'Call the reception', about, due: new Date().toISOString() })
  return { account: account.id, job: job.id, talks, papers, files, deal: deal.id, task: task.id }
}

/** Four pixels. */
const picture = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVQI12P8z8DAwMDAxMDAwMDAAAANHQEDasKb6QAAAABJRU5ErkJggg==', 'base64')

async function file(admin, about, name, mime, bytes) {
  const reply = await fetch(`${admin.url}/api/blobs/`, { method: 'POST', body: bytes, headers: { Cookie: admin.cookie, 'X-CSRF': admin.session.csrf, 'Content-Type': mime } })
  const { sha256, size } = await reply.json()
  const version = { number: 1, blob: sha256, size, mime, at: new Date().toISOString() }
  return (await admin.post('/api/attachments/', { about, name, kind: mime.startsWith('image') ? 'photo' : 'document', versions: [version] })).id
}
