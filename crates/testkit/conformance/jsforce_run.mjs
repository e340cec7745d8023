// jsforce, unmodified, against the stand-in: node jsforce_run.mjs HTTP_URL CREDENTIALS.json (jsforce in NODE_PATH's folder)
import { createRequire } from 'node:module';
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';

const require = createRequire(`${process.env.FOREIGN}/`);
const jsforce = require('jsforce');
const [url, credentials] = process.argv.slice(2);
const org = JSON.parse(readFileSync(credentials, 'utf8'));

const ok = (what, holds, seen = '') => {
  console.log(`${holds ? 'ok  ' : 'FAIL'} jsforce: ${what} ${seen}`.trimEnd());
  if (!holds) process.exit(1);
};
const fault = (given) => fetch(`${url}/control/faults`, { method: 'POST', body: JSON.stringify(given) });
const refused = (promise) => promise.then(() => ({}), (error) => error);

const assertion = () => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: org.client_id, sub: org.username, aud: 'https://login.salesforce.com', exp: Math.floor(Date.now() / 1000) + 120 };
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(org.private_key_pem, 'base64url')}`;
};
const connect = (refreshFn) => new jsforce.Connection({
  instanceUrl: url, version: '66.0', refreshFn,
  oauth2: { loginUrl: url, clientId: org.client_id, clientSecret: org.client_secret },
});

const conn = connect();
await conn.authorize({ grant_type: 'client_credentials' });
ok('client credentials', conn.accessToken.startsWith('00D'));
const jwt = connect();
await jwt.authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion() });
ok('JWT bearer', jwt.accessToken.startsWith('00D'));
const wrong = await refused(connect().authorize({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' }));
ok('a wrong assertion', wrong.name === 'invalid_grant', wrong.message);

const made = await conn.sobject('Account').create({ Name: 'Kunde', SAP_Kunnr__c: 'js-1' });
ok('create', made.success, made.id);
ok('retrieve', (await conn.sobject('Account').retrieve(made.id)).Name === 'Kunde');
// upsert() of one record does not encode the key: one with a slash would become a path.
const upserted = await conn.sobject('Account').upsert({ Name: 'Kunde B', SAP_Kunnr__c: 'js-1' }, 'SAP_Kunnr__c');
ok('upsert', upserted.success && upserted.id === made.id);
const deals = Array.from({ length: 450 }, (_, n) => ({ Instand_Key__c: `js-${n}`, Name: `J${n}`, StageName: 'Prospecting', CloseDate: '2030-01-01' }));
const before = (await (await fetch(`${url}/control/calls`)).json()).calls;
const all = await conn.sobject('Opportunity').upsert(deals.slice(0, 200), 'Instand_Key__c', { allOrNone: false });
const after = (await (await fetch(`${url}/control/calls`)).json()).calls;
ok('200 upserts in one call', all.every((one) => one.success && one.created) && after - before === 1, `${after - before} request`);
const mixed = await conn.sobject('Opportunity').create([deals[300], { Name: 'x' }], { allOrNone: false });
ok('a collection with a failure', mixed[0].success && !mixed[1].success, mixed[1].errors[0].statusCode);
const job = await conn.bulk2.loadAndWaitForResults({
  object: 'Opportunity', operation: 'upsert', externalIdFieldName: 'Instand_Key__c', input: [...deals, { ...deals[0], Instand_Key__c: 'js-x', CloseDate: '' }],
  pollInterval: 50, pollTimeout: 20000,
});
ok('bulk2', job.successfulResults.length === 450 && job.failedResults.length === 1, job.failedResults[0]?.sf__Error);
const found = await conn.query("SELECT Id, Name FROM Opportunity WHERE Instand_Key__c LIKE 'js-%' ORDER BY Name", { autoFetch: true, maxFetch: 1000 });
ok('query over pages', found.records.length === 450 && found.totalSize === 450);
ok('describe', (await conn.sobject('Opportunity').describe()).fields.some((field) => field.name === 'Instand_Key__c' && field.unique));
ok('limits', (await conn.request('/services/data/v66.0/limits')).DailyApiRequests.Remaining > 0, JSON.stringify(conn.limitInfo));
const composite = await conn.requestPost('/services/data/v66.0/composite', { allOrNone: true, compositeRequest: [
  { method: 'POST', url: '/services/data/v66.0/sobjects/Account', referenceId: 'acc', body: { Name: 'C' } },
  { method: 'POST', url: '/services/data/v66.0/sobjects/Contact', referenceId: 'con', body: { LastName: 'D', AccountId: '@{acc.id}' } }] });
ok('composite', composite.compositeResponse.every((one) => one.httpStatusCode === 201));

await fault({ kind: 'request_limit', path: 'sobjects/Account' });
ok('403 limit', (await refused(conn.sobject('Account').retrieve(made.id))).errorCode === 'REQUEST_LIMIT_EXCEEDED');
await fault({ kind: 'unavailable', path: 'sobjects/Account' });
const html = await refused(conn.sobject('Account').create({ Name: 'x' }));
ok('503 as HTML', Boolean(html.message), html.errorCode ?? html.name);
await fault({ kind: 'commit_then_drop', path: 'sobjects/Account' });
const lost = await refused(conn.sobject('Account').create({ Name: 'Lost', SAP_Kunnr__c: 'js-lost' }));
ok('lost answer', Boolean(lost.message), lost.message);
await fault({ kind: 'session_expired' });
const bare = new jsforce.Connection({ instanceUrl: url, accessToken: conn.accessToken, version: '66.0' });
ok('401 without refreshFn', (await refused(bare.query('SELECT Id FROM Account'))).errorCode === 'INVALID_SESSION_ID');
const renewing = connect((c, done) => c.oauth2.requestToken({ grant_type: 'client_credentials' }).then((token) => done(null, token.access_token), done));
renewing.accessToken = 'stale';
ok('401 with refreshFn', (await renewing.query("SELECT Id FROM Account WHERE SAP_Kunnr__c = 'js-lost'")).totalSize === 1);
