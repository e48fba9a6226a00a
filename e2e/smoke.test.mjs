// The harness proves itself: every check passes a good page, and catches the one page that has its fault.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assertAccessible } from './support/axe.mjs';
import {
  assertNoComplaints, assertNoForeignRequests, assertNoSidewaysScroll, assertWeight, desk, launchBrowser, newPage, phone, screenshot,
} from './support/browser.mjs';
import { playStory } from './support/journey.mjs';
import { engines, startServer } from './support/server.mjs';

const strictPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'";

const html = (main, head = '') => `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>窓口</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css">${head}</head>
<body><main><h1>居場所をさがす</h1>${main}</main></body></html>`;

const goodForm = '<form method="post" action="/"><label for="place">場所</label> <input id="place" name="place"><button>さがす</button></form>';

const pages = {
  '/': { body: html(goodForm, '<script type="module" src="/comfort.js"></script>') },
  '/favicon.ico': { status: 204, body: '' },
  '/elsewhere': { body: html('<p>別のページです。</p>') },
  '/refused': { status: 422, body: html(`<p>もう一度おねがいします。</p>${goodForm}`) },
  '/style.css': { type: 'text/css', body: 'body { color: #222; background: #fff; max-width: 40rem; }', cache: true },
  '/comfort.js': { type: 'text/javascript', body: 'document.body.dataset.comfort = "yes";', cache: true },
  '/broken.js': { type: 'text/javascript', body: 'throw new Error("kaput");' },
  '/heavy.css': { type: 'text/css', body: `/* ${randomBytes(30_000).toString('hex')} */`, cache: true },
  '/unlabelled': { body: html('<img src="/style.css" alt=""><form method="post"><input name="place"><button></button></form>') },
  '/framed': { policy: "frame-src 'self'; style-src 'self'", body: html('<iframe title="窓口" src="/unlabelled"></iframe>') },
  '/tracked': { policy: 'img-src *; style-src *', body: html('<img alt="" src="https://tracker.example/pixel.gif">') },
  '/heavy': { body: html('<p>重いページです。</p>', '<link rel="stylesheet" href="/heavy.css">') },
  '/wide': { policy: "style-src 'self' 'unsafe-inline'", body: html('<p class="timetable" style="width: 340px">予定表</p>') },
  '/cut-off': { policy: "style-src 'self' 'unsafe-inline'", body: html('<p class="heads" style="position: absolute; left: -300px; width: 340px">予定表</p>') },
  '/desktop-only': { body: html('<p>机の前の人だけが読めます。</p>').replace(/<meta name="viewport"[^>]*>/, '') },
  '/inline': { body: html('<p>方針に反します。</p>', '<script>document.title = "inline"</script>') },
  '/broken': { body: html('<p>とちゅうで止まります。</p>', '<script src="/broken.js"></script>') },
  '/unstyled': { body: html('<p>見た目がありません。</p>', '<link rel="stylesheet" href="/gone.css">') },
};

describe('The checks of a page', () => {
  let site, base, browser;
  before(async () => {
    site = createServer((request, response) => {
      const page = pages[request.url.replace(/\?.*/, '')] ?? { status: 404, body: html('<p>ここには何もありません。</p>') };
      response.writeHead(page.status ?? 200, {
        'content-type': `${page.type ?? 'text/html'}; charset=utf-8`,
        'content-security-policy': page.policy ?? strictPolicy,
        'cache-control': page.cache ? 'max-age=3600' : 'no-store',
      });
      response.end(page.body);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => site.once('listening', resolve));
    base = `http://127.0.0.1:${site.address().port}`;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    site?.closeAllConnections();
    site?.close();
  });

  const at = async (path, options = {}) => {
    const page = await newPage(browser, { base, ...options });
    await page.goto(path);
    await page.waitForLoadState('load');
    return page;
  };
  const faulty = async (path, check, message, options) => {
    const page = await at(path, options);
    await assert.rejects(async () => check(page), message);
    await page.context().close();
  };

  test('pass a good page, on a desk and on a phone', async () => {
    for (const width of [desk, phone]) {
      const page = await at('/', { width });
      assert.equal(await page.evaluate(() => document.body.dataset.comfort), 'yes');
      assert.equal(await page.evaluate(() => navigator.language), 'ja-JP');
      await assertAccessible(page, 'a good page');
      await assertWeight(page);
      await assertNoSidewaysScroll(page);
      assert.equal(page.viewportSize().width, width, 'the check gives the page its width back');
      assertNoForeignRequests(page);
      assertNoComplaints(page);
      await page.context().close();
    }
  });

  test('pass a good page without JavaScript, axe included', async () => {
    const page = await at('/', { width: phone, javaScript: false });
    const scripts = () => page.locator('body').getAttribute('data-comfort');
    assert.equal(await scripts(), null, 'no script of the page ran');
    await assertAccessible(page, 'a good page without JavaScript');
    assert.equal(await scripts(), null, 'nor did one while axe was looking');
    await page.goto('/?again');
    await page.waitForLoadState('load');
    assert.equal(await scripts(), null, 'nor does one on the next page');
    await assertWeight(page);
    await assertNoSidewaysScroll(page);
    assertNoForeignRequests(page);
    assertNoComplaints(page);
    const picture = await screenshot(page, 'harness: a good page');
    assert.match(picture, /harness-a-good-page-360-without-js\.png$/);
    assert.ok((await stat(picture)).size > 1000);
    await rm(picture);
    await page.context().close();
  });

  test('pass a form that comes back and a page that is not there', async () => {
    for (const path of ['/refused', '/gone']) {
      const page = await at(path);
      await assertAccessible(page, path);
      assertNoComplaints(page);
      await page.context().close();
    }
  });

  test('catch a field and a button without a name', async () => {
    await faulty('/unlabelled', (page) => assertAccessible(page, 'a bad page'), /button-name[\s\S]*label/);
    await faulty('/unlabelled', (page) => assertAccessible(page, 'a bad page'), /button-name[\s\S]*label/, { javaScript: false, width: phone });
  });

  test('catch the same inside a frame', () => faulty('/framed', (page) => assertAccessible(page, 'a frame'), /button-name[\s\S]*label/));

  test('catch a request to a stranger', () => faulty('/tracked', assertNoForeignRequests, /tracker\.example/));

  test('catch a page that is too heavy, also when its style is in the cache', async () => {
    await faulty('/heavy', assertWeight, /more than 50000[\s\S]*heavy\.css/);
    const page = await at('/heavy');
    await page.goto('/elsewhere');
    assert.ok(await assertWeight(page) < 2000, 'only the last load counts');
    await page.goto('/heavy');
    await assert.rejects(assertWeight(page), /heavy\.css/);
    await page.context().close();
  });

  test('catch a page that is wider than a phone', async () => {
    for (const options of [{ width: phone }, { width: desk }, { width: phone, javaScript: false }]) {
      await faulty('/wide', assertNoSidewaysScroll, /on a 320 px screen: .*p\.timetable/, options);
    }
    await faulty('/cut-off', assertNoSidewaysScroll, /left edge of a 320 px screen: p\.heads/, { width: phone });
    await faulty('/desktop-only', assertNoSidewaysScroll, /has no <meta name="viewport"/, { width: phone });
  });

  test('catch what the policy refused, a broken script and a missing style sheet', async () => {
    await faulty('/inline', assertNoComplaints, /Content Security Policy/);
    await faulty('/broken', assertNoComplaints, /kaput/);
    await faulty('/unstyled', assertNoComplaints, /404[\s\S]*gone\.css/);
  });

  test('are applied to every page of a story when it ends', async () => {
    const server = { url: base, log: () => 'the log of the server' };
    const tell = (path) => playStory({ server, browser, name: 'harness' }, ({ visit }) => visit(path));
    await tell('/');
    await assert.rejects(tell('/tracked'), /tracker\.example[\s\S]*the log of the server/);
    await assert.rejects(tell('/broken'), /kaput/);
    const picture = fileURLToPath(new URL('shots/failed-harness-1-1280.png', import.meta.url));
    assert.ok((await stat(picture)).size > 1000, 'the last look of a failed story is kept');
    await rm(picture);
  });
});

describe('The server of a journey', () => {
  let directory;
  before(async () => { directory = await mkdtemp(join(tmpdir(), 'tsunagu-smoke-')); });
  after(() => rm(directory, { recursive: true, force: true }));

  // server.mjs reads TSUNAGU_BIN once, so each stand-in for the program gets a module of its own.
  const withProgram = async (name, script) => {
    const path = join(directory, name);
    await writeFile(path, `#!/usr/bin/env node\n${script}\n`);
    await chmod(path, 0o755);
    const before = process.env.TSUNAGU_BIN;
    process.env.TSUNAGU_BIN = path;
    try {
      return await import(`./support/server.mjs?${name}`);
    } finally {
      if (before === undefined) delete process.env.TSUNAGU_BIN;
      else process.env.TSUNAGU_BIN = before;
    }
  };
  const listen = `
    const server = require('node:http').createServer((_, response) => response.end(JSON.stringify(process.argv.slice(2))));
    server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({
      url: 'http://127.0.0.1:' + server.address().port + '/',
      sign_ins: [{ role: 'counsellor', name: '森', login: 'mori', password: 'p', organization: '区役所' }],
    })));`;

  for (const engine of engines) {
    test(`starts, answers, stops and leaves nothing (${engine})`, async () => {
      const { startServer } = await withProgram(`good-${engine}`, `${listen} process.on('SIGINT', () => process.exit(0));`);
      const server = await startServer({ engine, now: '2026-11-22T02:10' });
      assert.equal(server.signIns[0].login, 'mori');
      assert.doesNotMatch(server.url, /\/$/);
      const options = await (await fetch(server.url)).json();
      assert.deepEqual(options.slice(0, 2), ['demo', '--dir']);
      assert.deepEqual(options.slice(3, 10), ['--port', '0', '--work-bits', '0', '--json', '--now', '2026-11-22T02:10']);
      const database = options[options.indexOf('--database') + 1];
      assert.equal(options.includes('--database'), engine === 'postgres');
      if (engine === 'postgres') assert.equal(await ask(database, 'select current_database()'), new URL(database).pathname.slice(1));
      await server.stop();
      await assert.rejects(access(options[2]), { code: 'ENOENT' });
      if (engine === 'postgres') await assert.rejects(ask(database, 'select 1'), /does not exist/);
    });
  }

  test('says why it did not start', async () => {
    const dies = await withProgram('dies', 'console.error("the port is taken"); process.exit(3);');
    await assert.rejects(dies.startServer({ engine: 'sqlite' }), /ended at once \(3\)\s+the port is taken/);
    const hangs = await withProgram('hangs', 'console.error("thinking"); setInterval(() => {}, 1000);');
    await assert.rejects(hangs.startServer({ engine: 'postgres', startWithinMs: 500 }), /did not start within 0.5 s\s+thinking/);
    const mumbles = await withProgram('mumbles', 'console.log("hello"); setInterval(() => {}, 1000);');
    await assert.rejects(mumbles.startServer({ engine: 'sqlite' }), /not JSON: hello/);
  });

  test('says when it did not end as it should', async () => {
    const fails = await withProgram('fails', `${listen} process.on('SIGINT', () => process.exit(4));`);
    await assert.rejects((await fails.startServer({ engine: 'sqlite' })).stop(), /ended with 4/);
    const stays = await withProgram('stays', `${listen} process.on('SIGINT', () => {});`);
    await assert.rejects((await stays.startServer({ engine: 'sqlite', stopWithinMs: 500 })).stop(), /did not end within/);
  });

  test('refuses an engine nobody knows', () => assert.rejects(startServer({ engine: 'oracle' }), /unknown engine/));
});

test('bin/with-postgres gives the exit code back and leaves nothing behind', async () => {
  const command = fileURLToPath(new URL('../bin/with-postgres', import.meta.url));
  const script = 'psql "$TSUNAGU_TEST_POSTGRES" -Atc "show data_directory"; exit 7';
  const failure = await promisify(execFile)(command, ['bash', '-c', script]).catch((error) => error);
  assert.equal(failure.code, 7);
  assert.match(failure.stdout, /^\/tmp\/tsunagu-postgres\./);
  await assert.rejects(access(failure.stdout.trim()), { code: 'ENOENT' });
});

async function ask(database, question) {
  const { stdout } = await promisify(execFile)('psql', [database, '-Atc', question]);
  return stdout.trim();
}
