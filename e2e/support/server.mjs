// Starts the program as its first user would: `tsunagu demo`, on an empty directory and a free port.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const engines = ['sqlite', 'postgres'];

const root = fileURLToPath(new URL('../..', import.meta.url));
export const program = process.env.TSUNAGU_BIN ?? join(root, 'target/release/tsunagu');

// A test that crashes must not leave a server behind.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a server of its own. `now` fixes its clock, in the municipality's local time: '2026-11-22T02:10'.
 * `workBits` is what a letter costs: nothing, unless a story is about that.
 * Gives `url`, `signIns` (role, name, login, password, organization), `log()` and `stop()`.
 */
export async function startServer({ engine, now, workBits = 0, startWithinMs = 60_000, stopWithinMs = 10_000 }) {
  if (!engines.includes(engine)) throw new Error(`unknown engine ${engine}`);
  const directory = await mkdtemp(join(tmpdir(), 'tsunagu-e2e-'));
  const database = engine === 'postgres' ? await createDatabase() : null;
  const cleanUp = async () => {
    await rm(directory, { recursive: true, force: true });
    await database?.drop();
  };

  const options = ['demo', '--dir', directory, '--port', '0', '--work-bits', String(workBits), '--json'];
  if (now) options.push('--now', now);
  if (database) options.push('--database', database.url);
  const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);

  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => { log = (log + text).slice(-100_000); });
  // `close`, not `exit`: by then everything it said has been read.
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? code));
  }).finally(() => running.delete(child));

  const firstLine = new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve));
  try {
    const outcome = await within(startWithinMs, Promise.race([
      firstLine.then((line) => ({ line })),
      ended.then((how) => ({ how })),
    ]));
    if (outcome === tooLate) throw new Error(`did not start within ${startWithinMs / 1000} s`);
    if (!('line' in outcome)) throw new Error(`ended at once (${outcome.how})`);
    const said = announced(outcome.line);
    return { engine, url: said.url, signIns: said.sign_ins, log: () => log, stop };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    await cleanUp();
    throw new Error(`${program} ${options.slice(0, 6).join(' ')} on ${engine}: ${error.message}\n${log}`);
  }

  /** Asks the server to end, as Ctrl-C does; anything but an orderly end is a fault. */
  async function stop() {
    child.kill('SIGINT');
    const how = await within(stopWithinMs, ended);
    if (how === tooLate) {
      child.kill('SIGKILL');
      await ended;
    }
    await cleanUp();
    if (how === tooLate) throw new Error(`the server did not end within ${stopWithinMs / 1000} s of Ctrl-C\n${log}`);
    if (how !== 0) throw new Error(`the server ended with ${how}, not 0\n${log}`);
  }
}

function announced(line) {
  let said;
  try {
    said = JSON.parse(line);
  } catch {
    throw new Error(`its first line is not JSON: ${line}`);
  }
  if (!URL.canParse(said.url)) throw new Error(`its first line names no address: ${line}`);
  return { url: said.url.replace(/\/$/, ''), sign_ins: said.sign_ins ?? [] };
}

/** A new database in the test cluster, reached with Debian's own client programs. */
export async function createDatabase() {
  const cluster = process.env.TSUNAGU_TEST_POSTGRES;
  if (!cluster) throw new Error('TSUNAGU_TEST_POSTGRES is not set: run this through bin/with-postgres');
  const url = new URL(cluster);
  const environment = {
    ...process.env,
    PGHOST: url.hostname,
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
  };
  const run = (command, ...options) => promisify(execFile)(command, options, { env: environment });
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  await run('createdb', name);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run('dropdb', '--force', '--if-exists', name) };
}

export const tooLate = Symbol('too late');

export async function within(milliseconds, promise) {
  let timer;
  const limit = new Promise((resolve) => { timer = setTimeout(resolve, milliseconds, tooLate); });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
