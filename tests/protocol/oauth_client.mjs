// oauth_client.mjs HUB LOGIN PASSWORD CLIENT SECRET REDIRECT: an outside application that its user lets act for him.
import assert from 'node:assert/strict'
import * as openid from 'openid-client'

const [hub, login, password, client, secret, redirect, machine, machineSecret] = process.argv.slice(2)
const options = { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] }
const config = await openid.discovery(new URL(hub), client, undefined, openid.ClientSecretBasic(secret), options)

// The browser's part: sign in, look at the request, allow it.
const signedIn = await fetch(`${hub}/api/session/`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password }) })
assert.equal(signedIn.status, 200)
const cookie = signedIn.headers.get('set-cookie').split(';')[0]
const { csrf } = await signedIn.json()
const allow = async (address) => {
  const reply = await fetch(`${hub}/api/oauth/consent/`, {
    method: 'POST', headers: { Cookie: cookie, 'X-CSRF': csrf, 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...Object.fromEntries(address.searchParams), decision: 'allow' }),
  })
  assert.equal(reply.status, 200)
  return new URL((await reply.json()).redirect)
}

const verifier = openid.randomPKCECodeVerifier()
const state = openid.randomState()
const address = openid.buildAuthorizationUrl(config, {
  redirect_uri: redirect, scope: 'crm:read', state,
  code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
})
assert.equal(address.pathname, '/oauth/authorize')
const back = await allow(address)
const tokens = await openid.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state })
assert.equal(tokens.token_type, 'bearer')
assert.equal(tokens.scope, 'crm:read')

const status = async (path, token) => (await openid.fetchProtectedResource(config, token, new URL(path, hub), 'GET')
  .catch((error) => { if (error.cause?.status || error.status) return { status: error.status ?? error.cause.status }; throw error })).status
assert.equal(await status('/api/accounts/', tokens.access_token), 200)
assert.equal(await status('/api/work-orders/', tokens.access_token), 403)

const fresh = await openid.refreshTokenGrant(config, tokens.refresh_token)
assert.notEqual(fresh.refresh_token, tokens.refresh_token)
assert.equal(await status('/api/accounts/', fresh.access_token), 200)
await openid.tokenRevocation(config, fresh.refresh_token)
await assert.rejects(openid.refreshTokenGrant(config, fresh.refresh_token), { error: 'invalid_grant' })

// A program that acts by itself.
const own = await openid.discovery(new URL(hub), machine, undefined, openid.ClientSecretPost(machineSecret), options)
const itself = await openid.clientCredentialsGrant(own, { scope: 'billing:read' })
assert.equal(await status('/api/invoices/', itself.access_token), 200)
assert.equal(await status('/api/accounts/', itself.access_token), 403)
console.log('done')
