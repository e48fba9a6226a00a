// What a letter costs whoever sends it: a moment of the browser's work, done while somebody writes.
import assert from 'node:assert/strict';
import { phone } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { heading, press, read } from './support/people.mjs';
import { words, writeToDesk } from './support/resident.mjs';

onBothEngines('A letter costs its sender a moment', { now: '2026-11-24T10:00', workBits: 16 }, (story) => {
  story('The browser has worked before somebody has finished writing', async ({ visit }) => {
    const page = await visit('/desks/adachi-safetynet/write', { width: phone });
    const work = page.locator('input[name=work]');
    assert.equal(await work.inputValue(), '', 'whoever only reads works for nothing');
    await page.getByLabel('お話').pressSequentially(words);
    await page.waitForFunction(() => document.querySelector('input[name=work]').value !== '');
    await press(page, '送る');
    assert.equal(await heading(page), '届きました');
  });

  story('Without JavaScript a few letters cost nothing, and a flood from one address waits in its own line', async ({ visit, server }) => {
    const page = await visit('/', { width: phone, javaScript: false });
    await writeToDesk(page, { nickname: 'くじら', text: words });
    // Somebody sends letters side by side from the same address.
    const sent = await Promise.all(Array.from({ length: 24 }, () => sendByProgram(server.url)));
    const refused = sent.filter((answer) => answer.status === 422);
    assert.ok(refused.length > 0 && sent.every((answer) => [200, 422].includes(answer.status)), sent.map((answer) => answer.status).join(' '));
    assert.match(refused[0].text, /この回線からたくさん届いている[\s\S]*ひとつめ/, 'and what was written stands in the answer');

    // Meanwhile somebody there whose browser works is not held up.
    const other = await visit('/desks/adachi-safetynet/write', { width: phone });
    await other.getByLabel('お話').pressSequentially('となりの席から書いています。');
    await other.waitForFunction(() => document.querySelector('input[name=work]').value !== '');
    await press(other, '送る');
    assert.equal(await heading(other), '届きました');
    assert.doesNotMatch(await read(other), /たくさん届いている/);
  });
});

async function sendByProgram(url) {
  const path = `${url}/desks/adachi-safetynet/write`;
  const form = (await (await fetch(path)).text()).match(/name="form" value="([^"]+)"/)[1];
  const answer = await fetch(path, {
    method: 'POST',
    headers: { origin: url },
    body: new URLSearchParams({ form, text: 'ひとつめ' }),
  });
  return { status: answer.status, text: await answer.text() };
}
