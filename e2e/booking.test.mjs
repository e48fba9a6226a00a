// Somebody finds a time at night, takes it under a nickname, moves it and gives it back; nobody asks why.
import assert from 'node:assert/strict';
import { phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertKind, assertReads, assertTold, follow, heading, open, press, satoru, signIn } from './support/people.mjs';
import { comeBack } from './support/resident.mjs';

const desk = '/desks/adachi-safetynet';
const when = '毎週火曜日・木曜日 10:00～16:00（祝日・年末年始を除く）';

async function setUp(cast) {
  const counsellor = await signIn(cast, satoru);
  await counsellor.goto(`${desk}/offers`);
  await assertKind(counsellor, 'a new offer');
  await counsellor.getByLabel('名前', { exact: true }).fill('はじめてのお話');
  await counsellor.getByLabel('日時（お知らせに書くとおりに）').fill(when);
  await counsellor.getByLabel('一枠の長さ（分）').fill('一時間');
  await press(counsellor, '保存する');
  await assertTold(counsellor, 'minutes', /./);
  assert.equal(await counsellor.locator('#notice').inputValue(), when, 'what was typed is still there');
  await counsellor.getByLabel('一枠の長さ（分）').fill('60');
  await press(counsellor, '保存する');
  // The notice is read back before it counts.
  await assertReads(counsellor, /こう読みました/);
  await assertReads(counsellor, /11月26日（木）午前10時/);
  await press(counsellor, '保存する');
  await assertKind(counsellor, 'an offer');
  await picture(counsellor, 'booking offer');
  return counsellor;
}

onBothEngines('A time to talk', { now: '2026-11-25T02:10' }, (story) => {
  let made = false;
  for (const screen of [{ width: phone }, { width: phone, javaScript: false }]) {
    const how = screen.javaScript === false ? 'without JavaScript' : 'with JavaScript';
    story(`Somebody books, moves and gives back a time without a name or a reason (${how})`, async (cast) => {
      if (!made) await setUp(cast);
      made = true;
      const whale = await cast.visit(desk, screen);
      await open(whale, '予約の空きを見る');
      await assertKind(whale, 'free times');
      await picture(whale, 'booking free times');
      // S-178, S-086: how it stands, without anybody's name; and whom to call when it cannot wait.
      await assertReads(whale, /急ぐときは、予約がなくても大丈夫です/);
      const talks = whale.locator('section.card', { has: whale.getByRole('heading', { name: 'はじめてのお話' }) });
      await open(whale, '午前10時 ○ 空き', talks.locator('dd').first());
      await assertKind(whale, 'the form of a booking');
      await picture(whale, 'booking form');
      await whale.getByLabel('ニックネーム').fill('くじら');
      await whale.getByLabel('あると助かること').fill('ドアに近い席');
      await press(whale, '予約する');
      assert.equal(await heading(whale), '予約しました');
      await assertKind(whale, 'booked');
      await picture(whale, 'booking booked');
      const passphrase = await whale.locator('#passphrase').getAttribute('data-line');

      await comeBack(whale, passphrase);
      await open(whale, '予約を見る・予約する');
      await assertReads(whale, /11月26日（木）午前10時/);
      await assertKind(whale, 'own bookings');
      await picture(whale, 'booking own');
      // S-179: moved in two presses.
      await follow(whale, () => whale.locator('a[href$="/time"]').click());
      await assertKind(whale, 'another time');
      await press(whale, '11月26日（木）午前11時10分');
      await assertReads(whale, /11月26日（木）午前11時10分/);
      await follow(whale, () => whale.locator('form[action$="/cancellation"] button').first().click());
      await assertReads(whale, /取り消しました/);
    });
  }

  story('Staff see the week, enter who just came, and write no name', async (cast) => {
    const counsellor = made ? await signIn(cast, satoru) : await setUp(cast);
    made = true;
    await counsellor.goto('/bookings');
    await assertKind(counsellor, 'the week of a desk');
    await picture(counsellor, 'booking week');
    await counsellor.goto('/bookings/hosts');
    await assertKind(counsellor, 'people and rooms');
  });
});
