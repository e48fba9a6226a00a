// A real installation, set up as docs/operate says: key, settings, data, accounts, serve, verify; also when it dies.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createDatabase, engines, program, within, tooLate } from './support/server.mjs';

const data = fileURLToPath(new URL('../tsunagu/data', import.meta.url));
const password = 'a-long-enough-password';

/** Runs a command of the program to its end. */
function run(args, { input = '', env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => { out += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { err += text; });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
    // A program that stops at once does not read to the end.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

async function ok(args, options) {
  const { code, out, err } = await run(args, options);
  assert.equal(code, 0, `tsunagu ${args[0]}: ${err}`);
  return out;
}

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

for (const engine of engines) {
  describe(`An installation (${engine})`, () => {
    let directory, database, settings, url, child, log;

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'tsunagu-installation-'));
      database = engine === 'postgres' ? await createDatabase() : null;
      const port = await freePort();
      url = `http://127.0.0.1:${port}`;
      await writeFile(join(directory, 'master.key'), await ok(['key']));
      settings = join(directory, 'tsunagu.toml');
      await writeFile(settings, [
        `listen = "127.0.0.1:${port}"`,
        `address = "${url}"`,
        `database = "${database?.url ?? `sqlite:${join(directory, 'tsunagu.db')}`}"`,
        `master_key_file = "${join(directory, 'master.key')}"`,
        'log = "debug"',
      ].join('\n'));
    });
    after(async () => {
      child?.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
      await database?.drop();
    });

    const withSettings = (...args) => [args[0], '--config', settings, ...args.slice(1)];

    async function serve() {
      log = '';
      child = spawn(program, withSettings('serve'), { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.setEncoding('utf8').on('data', (text) => { log += text; });
      const answered = (async () => {
        for (;;) {
          const answer = await fetch(`${url}/readyz`).catch(() => null);
          if (answer?.ok) return;
          assert.equal(child.exitCode, null, log);
          await new Promise((resolve) => { setTimeout(resolve, 20); });
        }
      })();
      assert.notEqual(await within(20_000, answered), tooLate, log);
    }

    function end(signal) {
      const ended = new Promise((resolve) => { child.once('close', resolve); });
      child.kill(signal);
      return ended;
    }

    const post = (path, fields, cookie = '') => fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      // An old telephone sends no Sec-Fetch-Site; Origin alone says where a form comes from.
      headers: { origin: url, cookie },
      body: new URLSearchParams(fields),
    });
    const key = (html) => html.match(/name="form" value="([^"]+)"/)[1];
    const cookieOf = (answer) => answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');

    test('says what is missing before it does anything', async () => {
      const none = await run(['serve'], { env: { TSUNAGU_DATABASE: `sqlite:${join(directory, 'none.db')}` } });
      assert.notEqual(none.code, 0);
      assert.match(none.err, /master_key_file[\s\S]*tsunagu key/);
      const wrong = await run(['serve', '--config', join(directory, 'nowhere.toml')]);
      assert.match(wrong.err, /nowhere\.toml/);
      const misspelt = await run(withSettings('serve'), { env: { TSUNAGU_LISTNE: '127.0.0.1:1' } });
      assert.notEqual(misspelt.code, 0);
      assert.match(misspelt.err, /listne/);
    });

    test('reads a notice of hours, a question a line', async () => {
      const question = { id: 'a', text: '平日9時～17時（水曜は20時まで）', at: ['2026-11-25T19:00', '2026-11-26T19:00', '2026-11-28'] };
      const lines = (await ok(['hours'], { input: `${JSON.stringify(question)}\n\n{"id": 1}\n` })).trim().split('\n');
      const [answer, fault] = lines.map((line) => JSON.parse(line));
      assert.deepEqual([answer.id, answer.answers], ['a', ['open', 'closed', 'closed']]);
      assert.match(answer.reasons[0], /午後8時まで/);
      assert.deepEqual(answer.not_understood, []);
      assert.match(fault.error, /text/);
    });

    test('takes data although the words of one desk say the opposite of its rules, and names it', async () => {
      const folder = join(directory, 'data-with-a-slip');
      await cp(data, folder, { recursive: true });
      const desks = await readFile(join(folder, 'desks.yaml'), 'utf8');
      await writeFile(join(folder, 'desks.yaml'), desks.replace('受付時間：平日 12時～18時', '受付時間：平日 13時～18時'));
      const { code, err } = await run(withSettings('import', '--data', folder));
      assert.equal(code, 0, err);
      assert.match(err, /please look at sumida-sumika: at .*12:00:00 its rules say Open, its words say Closed/);
    });

    test('takes data and accounts, and says where a mistake lies', async () => {
      assert.match(await ok(withSettings('import', '--data', data)), /desks: 38/);
      assert.match(await ok(withSettings('import', '--data', data)), /added: 0, changed: 0/);
      const staff = ['--town', 'adachi', '--organization', 'adachi-contractor', '--role', 'counsellor', '--name', 'さとる'];
      const short = await run(withSettings('add-staff', ...staff, '--login', 'satoru'), { input: 'short\n' });
      assert.notEqual(short.code, 0);
      assert.match(short.err, /12/);
      const nowhere = await run(withSettings('add-staff', ...staff.with(1, 'nowhere'), '--login', 'satoru'), { input: `${password}\n` });
      assert.match(nowhere.err, /no municipality with the id "nowhere"/);
      await ok(withSettings('add-staff', ...staff, '--login', 'satoru'), { input: `${password}\n` });
      await ok(withSettings('set-notice', '--organization', 'adachi-contractor', '--address', 'desk@example.jp'));
      const odd = await run(withSettings('set-notice', '--organization', 'adachi-contractor', '--address', 'desk'));
      assert.notEqual(odd.code, 0);
    });

    test('keeps what it acknowledged when it is killed at once', async () => {
      await serve();
      const form = await (await fetch(`${url}/desks/adachi-safetynet/write`)).text();
      const begun = await (await post('/desks/adachi-safetynet/write', { form: key(form), nickname: 'くじら', text: '消えませんように' })).text();
      const passphrase = begun.match(/data-line="([^"]+)"/)[1];
      await end('SIGKILL');
      await serve();
      const back = await post('/come-back', { passphrase });
      assert.equal(back.headers.get('location'), '/thread');
      const thread = await (await fetch(`${url}/thread`, { headers: { cookie: cookieOf(back) } })).text();
      assert.match(thread, /消えませんように/);
    });

    test('signs staff in until their account is changed', async () => {
      const signedIn = await post('/sign-in', { login: 'satoru', password });
      assert.equal(signedIn.headers.get('location'), '/day');
      const cookie = cookieOf(signedIn);
      const day = async () => fetch(`${url}/day`, { redirect: 'manual', headers: { cookie } });
      assert.match(await (await day()).text(), /くじら/);
      await ok(withSettings('change-staff', '--login', 'satoru', '--password'), { input: 'another-long-password\n' });
      assert.equal((await day()).status, 303, 'the open session has ended');
      assert.equal((await post('/sign-in', { login: 'satoru', password })).status, 422);
      const again = await post('/sign-in', { login: 'satoru', password: 'another-long-password' });
      assert.equal(again.headers.get('location'), '/day');
      await ok(withSettings('change-staff', '--login', 'satoru', '--until', '2020-03-31'));
      assert.equal((await post('/sign-in', { login: 'satoru', password: 'another-long-password' })).status, 422);
      const nothing = await run(withSettings('change-staff', '--login', 'satoru'));
      assert.match(nothing.err, /nothing to change/);
    });

    test('logs the pattern of a route and nothing of a person', async () => {
      assert.match(log, /"route":"\/desks\/\{slug\}"|"route":"\/thread"/);
      for (const secret of ['くじら', '消えません', 'satoru', 'another-long-password', 'desk@example.jp']) {
        assert.doesNotMatch(log, new RegExp(secret), `${secret} stands in the log`);
      }
    });

    test('ends in order, and the trail is whole against a checkpoint', async () => {
      const checkpoint = join(directory, 'checkpoint.json');
      assert.match(await ok(withSettings('verify', '--write-checkpoint', checkpoint)), /The trail is whole/);
      assert.equal(await end('SIGTERM'), 0, log);
      assert.match(await ok(withSettings('verify', '--checkpoint', checkpoint)), /The trail is whole/);
      const points = JSON.parse(await readFile(checkpoint, 'utf8'));
      points[0].seq += 1;
      await writeFile(checkpoint, JSON.stringify(points));
      const forged = await run(withSettings('verify', '--checkpoint', checkpoint));
      assert.notEqual(forged.code, 0);
      assert.match(forged.err, /not written with this master key/);
    });
  });
}
