// A counsellor who opens a case, writes its relay sheet, records a consent and sends the sheet.
import assert from 'node:assert/strict';
import { picture } from './browser.mjs';
import { assertKind, assertReads, assertTold, marugoto, open, press } from './people.mjs';
import { words } from './resident.mjs';

export const wishes = '電話はかけないでほしいです。';
export const telephone = '090-0000-1234';

/** Opens the thread of `nickname` from the day and starts a case from it; answers the address of the case. */
export async function openCase(page, nickname) {
  await page.goto('/day');
  await open(page, nickname);
  await press(page, '支援ケースを始める');
  return new URL(page.url()).pathname;
}

/** Records a consent as it is told at the counter. `changes` replaces single answers. */
export async function fillConsent(page, changes = {}) {
  const consent = {
    items: ['名前・ニックネーム', '生年月日・年齢', '困っていること（19項目）', '相談の内容', '希望'],
    purpose: '昼に外へ出る練習を、いっしょに考えてもらうため',
    until: '2027-03-31',
    givenOn: '令和8年11月22日',
    ...changes,
  };
  await page.getByLabel(marugoto).check();
  for (const item of consent.items) await page.getByLabel(item, { exact: true }).check();
  await page.getByLabel('何のために').fill(consent.purpose);
  await page.getByLabel('いつまで').fill(consent.until);
  await page.getByLabel('同意をいただいた日').fill(consent.givenOn);
  await page.getByLabel('ご本人', { exact: true }).check();
  await page.getByLabel('口頭').check();
  return consent;
}

export async function writeSheet(page, { nickname, text = words }) {
  await press(page, 'つなぐシートを書く');
  const sheet = new URL(page.url()).pathname;
  assert.equal(await page.locator('#nickname').inputValue(), nickname, 'nothing is told twice');
  assert.equal((await page.locator('#narrative').inputValue()).trim(), text);
  await page.getByLabel('生年月日', { exact: true }).fill('平成13年4月1日');
  await page.getByLabel('電話（携帯）').first().fill(telephone);
  await page.getByLabel('ひきこもり・不登校').check();
  await page.getByLabel('仕事探し、就職について').check();
  await page.getByLabel('一番お困りのこと（◎）').selectOption('家族関係・人間関係');
  await page.getByLabel('ご希望').fill(wishes);
  await press(page, '保存する');
  await assertReads(page, /保存しました。/);
  assert.equal(await page.getByLabel('ひきこもり・不登校').isChecked(), true);
  assert.equal(await page.getByLabel('家族関係・人間関係').isChecked(), true, 'what troubles most is marked as a concern as well');
  assert.equal(await page.locator('#wishes').inputValue(), wishes);
  return sheet;
}

/** Nothing leaves before somebody has agreed, and the page that says so leads to where it is recorded. */
export async function agree(page, sheet, casePath) {
  await page.goto(sheet);
  await open(page, '送り先をえらぶ');
  await page.getByLabel('送り先').selectOption(marugoto);
  await press(page, '送る');
  // S-074: no relay before consent.
  assert.match(await page.locator('#missing').innerText(), /まだ送れません[\s\S]*同意の記録がまだありません/);
  assert.equal(await page.getByLabel('送り先').locator('option:checked').innerText(), marugoto, 'the choice is kept');
  await assertKind(page, 'sending without a consent');
  await picture(page, 'sending refused');
  await open(page, '同意を記録する', page.locator('#missing'));
  assert.equal(new URL(page.url()).pathname, `${casePath}/consents`);

  const typed = await fillConsent(page, { until: '昭和99年13月1日' });
  await press(page, '記録する');
  await assertTold(page, 'until', /「昭和99年13月1日」を日付として読めませんでした/);
  assert.equal(await page.getByLabel('いつまで').inputValue(), typed.until);
  assert.equal(await page.getByLabel('同意をいただいた日').inputValue(), typed.givenOn);
  assert.equal(await page.getByLabel('何のために').inputValue(), typed.purpose);
  for (const kept of [marugoto, ...typed.items, 'ご本人', '口頭']) {
    assert.equal(await page.getByLabel(kept, { exact: true }).isChecked(), true, `${kept} is kept`);
  }
  await assertKind(page, 'a consent with a wrong date');
  await picture(page, 'consent with a wrong date');

  await page.getByLabel('いつまで').fill('令和9年3月31日');
  await press(page, '記録する');
  assert.equal(new URL(page.url()).pathname, casePath);
  const consent = await page.locator('#consents').innerText();
  assert.match(consent, /有効です（令和9年3月31日/);
  assert.match(consent, new RegExp(marugoto));
  assert.doesNotMatch(consent, /電話番号/);
}

export async function send(page, sheet) {
  await page.goto(sheet);
  await open(page, '送り先をえらぶ');
  assert.equal(await page.getByLabel('送り先').locator('option:checked').innerText(), marugoto, 'what was agreed is chosen already');
  assert.equal(await page.getByLabel('相談の内容').isChecked(), true);
  assert.equal(await page.locator('input[name=item][value=phone]:checked').count(), 0, 'what was not agreed is not');
  await picture(page, 'sending');
  await press(page, '送る');
  assert.equal(new URL(page.url()).pathname, sheet);
  await assertReads(page, new RegExp(`${marugoto}[\\s\\S]*返事待ち（担当は送った側のまま）`));
  await assertKind(page, 'a sheet on its way');
  await picture(page, 'sheet on its way');
}

export async function responsible(page, casePath) {
  await page.goto(casePath);
  return page.locator('#responsible').innerText();
}
