// Hana, a welfare commissioner, in the hall after a visit: she has asked nobody, and wants to hear that it arrived.
import assert from 'node:assert/strict';
import { phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertKind, assertReads, assertTold, heading, open, press, read, satoru, signIn } from './support/people.mjs';

const who = '3丁目の家の息子さん';
const what = '夏から雨戸が閉まったままです。お母さんも痩せてこられました。';

async function lookUp(page, code) {
  await page.goto('/towns/adachi/worry/receipt');
  await page.getByLabel('控えのことば').fill(code);
  await press(page, '見る');
  return page.locator('#receipt').innerText();
}

onBothEngines('A worry told by somebody outside', { now: '2026-11-22T19:30' }, (story) => {
  for (const screen of [{ width: phone }, { width: phone, javaScript: false }]) {
    story(`Hana tells of a house and hears two things, never more (${screen.javaScript === false ? 'without JavaScript' : 'with JavaScript'})`, async (cast) => {
      const hana = await cast.visit('/towns/adachi', screen);
      await open(hana, '近所に気になる方がいるとき（福祉のつなぐシート）');
      assert.equal(await hana.title(), 'つなぐシート');
      await assertReads(hana, /読むのはセーフティネットあだちの担当だけです/);
      await assertReads(hana, /11月24日（火）午前10時/);
      await assertKind(hana, 'telling a worry');
      await picture(hana, 'worry');
      await press(hana, '送る');
      await assertTold(hana, 'what', /ひとことだけ/);

      await hana.getByLabel('どなたのことですか').fill(who);
      await hana.getByLabel('何が気になりますか').fill(what);
      await hana.getByRole('group', { name: 'ご本人やご家族は' }).getByLabel('聞いていない').check();
      await hana.getByLabel('民生委員・児童委員').check();
      await hana.getByLabel('お名前').fill('はな');
      await press(hana, '送る');
      assert.equal(await heading(hana), '受け付けました');
      const told = await read(hana);
      assert.match(told, /受付番号 K2026-\d{4}/);
      assert.doesNotMatch(told, /3丁目|雨戸/, 'the draft is gone');
      await assertKind(hana, 'a worry told');
      await picture(hana, 'worry told');
      const number = /K2026-\d{4}/.exec(told)[0];
      const code = await hana.locator('#code').getAttribute('data-line');
      assert.match(await lookUp(hana, code), /届いています/);

      const counsellor = await signIn(cast, satoru, screen);
      await counsellor.locator('#worries a').click();
      await assertKind(counsellor, 'the list of worries');
      await picture(counsellor, 'worries');
      await counsellor.getByRole('link', { name: new RegExp(number) }).click();
      await assertReads(counsellor, /同意なし/);
      await assertReads(counsellor, /雨戸が閉まったまま/);
      await assertKind(counsellor, 'a worry');
      await press(counsellor, '担当を受ける');
      await picture(counsellor, 'worry of the desk');
      const received = await lookUp(hana, code);
      assert.match(received, /受け取りました（担当 さとる）/);

      await press(counsellor, 'お話ができました');
      await counsellor.getByLabel('ご本人・ご家族とお話ができた').check();
      await press(counsellor, '支援ケースを始める');
      await assertReads(counsellor, /雨戸が閉まったまま/);
      const last = await lookUp(hana, code);
      assert.match(last, /お話ができました/);
      assert.doesNotMatch(await read(hana), /3丁目|雨戸|はな/);
      await assertKind(hana, 'the receipt');
      await picture(hana, 'worry receipt');
    });
  }
});
