// Somebody who looks for a desk, writes to it at night and comes back with the passphrase.
import assert from 'node:assert/strict';
import { picture } from './browser.mjs';
import { assertKind, assertReads, assertTold, heading, marugoto, open, press } from './people.mjs';

export const words = '夜しか起きていられません🌙 話すのは苦手です。\n静かな所なら、外の空気を吸ってみたいです。';
export const more = '追伸：犬の動画を見ていました🐕';

/** Writes to the desk セーフティネットあだち, and answers the passphrase that is shown. */
export async function writeToDesk(page, { nickname, text }) {
  await page.goto('/desks/adachi-safetynet/write');
  await page.getByLabel('わたしのこと').check();
  await page.getByLabel('ニックネーム').fill(nickname);
  await page.getByLabel('お話').fill(text);
  await press(page, '送る');
  assert.equal(await heading(page), '届きました');
  return page.locator('#passphrase').getAttribute('data-line');
}

export async function comeBack(page, passphrase) {
  await page.goto('/come-back');
  await page.getByLabel('合言葉', { exact: true }).fill(passphrase);
  await press(page, 'もどる');
  assert.equal(new URL(page.url()).pathname, '/thread', 'the passphrase leads to the thread');
}

export async function findDesk(page) {
  // S-033: the first answer is always "I do not know yet", and it is chosen already.
  const towns = page.getByLabel('どの市区町村の窓口をさがしますか');
  assert.equal((await towns.locator('option').first().innerText()).trim(), 'まだわからない');
  await assertFirstIsUnsure(page, 'どなたのことですか');
  await picture(page, 'first page');

  await open(page, '足立区', page.locator('ul.tags'));
  assert.equal(await heading(page), '足立区で話してみる');
  await picture(page, 'town');
  await assertFirstIsUnsure(page, 'どなたのことですか');
  await assertFirstIsUnsure(page, 'どうやって話すのがよさそうですか');
  await page.getByLabel('自分のこと').check();
  await page.getByLabel('その方の年れい').fill('２５');
  await page.getByLabel('来てもらって話す').check();
  await press(page, '窓口を見る');
  await assertKind(page, 'the desks found');
  await picture(page, 'desks found');
  assert.equal(await page.getByLabel('来てもらって話す').isChecked(), true, 'the answers are kept');

  const card = page.locator('.card').filter({ has: page.getByRole('link', { name: 'セーフティネットあだち', exact: true }) });
  const told = await card.innerText();
  assert.match(told, /話せる方：ご本人/);
  assert.match(told, /話し方：来てもらって話す/);
  assert.match(told, /日曜でお休みです。次は11月24日（火）午前10時から/);
  assert.equal(await card.locator('.state-closed').count(), 1);
  assert.deepEqual(await card.getByRole('list', { name: '話し方' }).getByRole('listitem').allInnerTexts(), ['電話', 'メール', '窓口で会って話す', '訪問']);
  await open(page, 'セーフティネットあだち');
  assert.equal(await heading(page), 'セーフティネットあだち');
  await assertReads(page, /11月24日（火）午前10時/);
  await picture(page, 'desk');
  await open(page, 'ここに書いてみる');
  assert.equal(new URL(page.url()).pathname, '/desks/adachi-safetynet/write');
}

async function assertFirstIsUnsure(page, question) {
  const first = page.getByRole('group', { name: question }).getByRole('radio').first();
  assert.equal(await first.isChecked(), true);
  assert.equal((await first.locator('xpath=..').innerText()).trim(), 'まだわからない');
}

export async function writeAtNight(page, { nickname }) {
  // S-026, S-016: at ten past two on a Sunday it takes messages, and says beforehand when a human reads and answers.
  const promise = page.locator('#promise');
  const promised = await promise.innerText();
  assert.match(promised, /いまは読む人がいない時間です/);
  assert.match(promised, /11月24日（火）\s*午前10時/);
  assert.match(promised, /お返事は[^\n]*11月26日（木）\s*までに/);
  const box = page.getByLabel('お話');
  assert.ok((await promise.boundingBox()).y < (await box.boundingBox()).y, 'the promise stands before the text box');
  // S-094: the form itself says who reads, what is kept and what is not passed on.
  const form = page.locator('form[action$="/write"]');
  assert.match(await form.innerText(), /だれが読むか[\s\S]*担当だけです[\s\S]*ご家族にも、ほかの機関にも、あなたの同意なしには伝えません/);
  // S-017: a nickname is enough; a number is asked for only behind "how you hear of an answer", which may stay closed. The trap for programs is out of everybody's way.
  const asked = await form.locator('[name]:not([type=hidden], .aside *)').evaluateAll((fields) => [...new Set(fields.map((field) => field.name))]);
  assert.deepEqual(asked, ['about', 'nickname', 'worry', 'text', 'no_words', 'reply', 'phone', 'times', 'never', 'go']);
  await picture(page, 'writing');

  await page.getByLabel('ニックネーム').fill(nickname);
  await press(page, '送る');
  await assertTold(page, 'text', /一言でも書くか、「うまく言葉にできない」にしるしをつけて/);
  assert.equal(await page.getByLabel('ニックネーム').inputValue(), nickname);
  await assertKind(page, 'writing again');
  await picture(page, 'writing came back empty');

  await page.getByLabel('わたしのこと').check();
  await box.fill(words);
  await press(page, '送る');
  assert.equal(await heading(page), '届きました');
  await assertReads(page, /お返事は[^\n]*11月26日（木）\s*までに/);
  await assertKind(page, 'the passphrase');
  await picture(page, 'passphrase');
  return page.locator('#passphrase').getAttribute('data-line');
}

export async function comeBackAndWrite(page, passphrase) {
  const mistyped = passphrase.replace(/\d$/, (digit) => (Number(digit) + 1) % 10);
  await page.getByLabel('合言葉', { exact: true }).fill(mistyped);
  await press(page, 'もどる');
  await assertTold(page, 'passphrase', /ことばと数字の組み合わせが合いません/);
  assert.equal(await page.getByLabel('合言葉', { exact: true }).inputValue(), mistyped);
  await assertKind(page, 'a mistyped passphrase');
  await picture(page, 'passphrase mistyped');

  // On paper it may stand in katakana and wide digits; that is the same passphrase.
  const wide = passphrase.replaceAll(/[ぁ-ゖ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
    .replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
  await comeBack(page, wide);
  assert.equal(await page.locator('.messages .own .typed').innerText(), words);
  await assertReads(page, /次に人が読むのは[^\n]*11月24日（火）\s*午前10時/);
  await assertKind(page, 'the thread');
  await picture(page, 'thread of the person');

  await page.getByLabel('お話').fill(more);
  await press(page, '送る');
  assert.deepEqual(await page.locator('.messages .own .typed').allInnerTexts(), [words, more]);
  await press(page, 'このページを閉じて出る');
  await page.goto('/thread');
  assert.equal(new URL(page.url()).pathname, '/come-back', 'whoever takes the telephone next does not read it');
}

export async function assertPersonIsTold(page) {
  const messages = await page.locator('.messages > li').allInnerTexts();
  const told = (pattern) => messages.filter((message) => pattern.test(message)).length;
  assert.equal(told(/さとる[\s\S]*犬の動画、わたしも好きです/), 1);
  assert.equal(told(new RegExp(`${marugoto}につなぐシートを送りました`)), 1);
  assert.equal(told(new RegExp(`${marugoto}が受け取りました`)), 1, 'pressing twice told nobody twice');
  await assertKind(page, 'the thread at the end');
}
