// What people do on the pages of Tsunagu, in the words they read there, so that the stories can tell why.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { assertAccessible } from './axe.mjs';
import { assertNoSidewaysScroll, assertWeight } from './browser.mjs';

export const satoru = 'satoru';
export const tomoko = 'tomoko';
export const rika = 'rika';

/** The organisation of tomoko, as the documents name it. */
export const marugoto = '福祉部福祉まるごと相談課ひきこもり支援担当';

/** Does something that leads to another page, and waits until that page has loaded. */
export async function follow(page, deed) {
  await Promise.all([page.waitForEvent('load'), deed()]);
}

export const press = (page, name, within = page) => follow(page, () => within.getByRole('button', { name, exact: true }).click());
export const open = (page, name, within = page) => follow(page, () => within.getByRole('link', { name, exact: true }).click());

/** What stands on the page, for a person to read. */
export const read = (page) => page.locator('main').innerText();

export const heading = (page) => page.locator('h1').innerText();

/** What every page owes to whoever opens it: a keyboard, a screen reader, a narrow or an old telephone. */
export async function assertKind(page, name) {
  await assertAccessible(page, name);
  await assertNoSidewaysScroll(page);
  await assertWeight(page);
}

export async function assertReads(page, pattern) {
  assert.match(await read(page), pattern);
}

/** Beside the field stands what is wrong with it, and the field shows it to the eye and to a screen reader. */
export async function assertTold(page, field, pattern) {
  const input = page.locator(`#${field}`);
  assert.match(await page.locator(`#${field}-error`).innerText(), pattern);
  assert.equal(await input.getAttribute('aria-invalid'), 'true');
  assert.match(await input.getAttribute('aria-describedby'), new RegExp(`\\b${field}-error\\b`));
  const lineOf = (place, what) => place.evaluate((element, name) => getComputedStyle(element)[name], what);
  const red = await lineOf(page.locator(`#${field}-error`), 'color');
  assert.equal(await lineOf(input, 'borderTopColor'), red, `the frame of ${field} has the colour of its message`);
}

export async function signIn({ server, visit }, login, options = {}) {
  const { name, password } = server.signIns.find((one) => one.login === login);
  const page = await visit('/sign-in', options);
  await page.getByLabel('職員ID').fill(login);
  await page.getByLabel('パスワード').fill(password);
  await press(page, '入る');
  assert.equal(new URL(page.url()).pathname, '/day', `${login} comes to the day`);
  assert.match(await page.locator('header').innerText(), new RegExp(name));
  return page;
}

/** The PDF behind a link of the page, fetched with the session of whoever is signed in. */
export async function downloadPdf(page, link) {
  const answer = await page.request.get(await page.getByRole('link', { name: link }).getAttribute('href'));
  assert.equal(answer.status(), 200);
  assert.match(answer.headers()['content-type'], /^application\/pdf/);
  const pdf = await answer.body();
  assert.equal(pdf.subarray(0, 4).toString(), '%PDF');
  return pdf;
}

/** The words on the paper. Lines and columns break them anywhere, so spaces are left out. */
export async function wordsOf(pdf) {
  const pdftotext = promisify(execFile)('pdftotext', ['-', '-'], { maxBuffer: 10_000_000 });
  pdftotext.child.stdin.end(pdf);
  return (await pdftotext).stdout.replaceAll(/\s+/gu, '');
}
