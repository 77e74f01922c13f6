// oidc_provider.mjs PORT CLIENT SECRET REDIRECT: a provider whose people are given by name in the cookie "person". Prints "ready".
import Provider from 'oidc-provider'

const [port, client, secret, redirect] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
const people = {
  dora: { email: 'dispatcher@example.test', email_verified: true, given_name: 'Dora', family_name: 'Dispatch', groups: ['planners'] },
  nora: { email: 'nora@example.test', email_verified: true, given_name: 'Nora', family_name: 'New', groups: ['books', 'unmapped'] },
  eve: { email: 'admin@example.test', email_verified: false, given_name: 'Eve', family_name: 'Evil', groups: [] },
  olaf: { email: 'olaf@elsewhere.test', email_verified: true, given_name: 'Olaf', family_name: 'Other', groups: ['books'] },
}

const provider = new Provider(issuer, {
  clients: [{ client_id: client, client_secret: secret, redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'], ...(process.env.ALGORITHM && { id_token_signed_response_alg: process.env.ALGORITHM }) }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name', 'groups'] },
  conformIdTokenClaims: !process.env.ALGORITHM,  // claims by the userinfo endpoint only, or in the token as well
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'HS256'] },
  jwks: process.env.JWKS ? JSON.parse(process.env.JWKS) : undefined,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
})

// Nobody types anything here: the person of the cookie consents, "nobody" refuses.
provider.use(async (context, next) => {
  if (!context.path.startsWith('/interaction/')) return next()
  const details = await provider.interactionDetails(context.req, context.res)
  const person = context.cookies.get('person', { signed: false })
  if (person === 'nobody') return provider.interactionFinished(context.req, context.res, { error: 'access_denied', error_description: 'no' })
  const { prompt, params, session } = details
  if (prompt.name === 'login') return provider.interactionFinished(context.req, context.res, { login: { accountId: person } })
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id })
  grant.addOIDCScope(params.scope)
  return provider.interactionFinished(context.req, context.res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true })
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
