// What a desk knows of itself: by which door people begin, who of the staff is where, what readers say of a page.
import assert from 'node:assert/strict';
import { phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertKind, assertReads, assertTold, open, press, satoru, signIn, tomoko } from './support/people.mjs';
import { writeToDesk } from './support/resident.mjs';

onBothEngines('What a desk knows of itself', { now: '2026-11-24T13:40' }, (story) => {
  story('Numbers of beginnings name nobody, and small ones are not told', async (cast) => {
    const counsellor = await signIn(cast, satoru, { width: phone, javaScript: false });
    await writeToDesk(await cast.visit('/', { width: phone }), { nickname: 'みずどり', text: '眠れません' });
    await open(counsellor, 'どこから始まったか', counsellor.locator('header'));
    // Five began in the demonstration; four would not have been told.
    await assertReads(counsellor, /窓口のページ\s*6/);
    assert.doesNotMatch(await counsellor.locator('table').first().innerText(), /^[1-4]$/m);
    assert.doesNotMatch(await counsellor.locator('main').innerText(), /みずどり/);
    await assertKind(counsellor, 'the numbers of beginnings');
    await picture(counsellor, 'entrances');
    const table = await counsellor.request.get(await counsellor.getByRole('link', { name: '表（CSV、Shift_JIS）' }).getAttribute('href'));
    assert.match(new TextDecoder('shift_jis').decode(await table.body()), /^窓口,月,入口,件数\r\n/);
  });

  story('A line of the roster is read by another body', async (cast) => {
    const counsellor = await signIn(cast, satoru, { width: phone });
    await open(counsellor, '当番表', counsellor.locator('header'));
    await assertKind(counsellor, 'an empty roster');
    await counsellor.getByLabel('日にち').fill('2026-11-26');
    await counsellor.getByLabel('何時から').fill('13:00');
    await counsellor.getByLabel('何時まで').fill('16:00');
    await press(counsellor, '書く');
    await assertTold(counsellor, 'place', /場所の名前を書いて/);
    assert.equal(await counsellor.getByLabel('何時から').inputValue(), '13:00');
    await counsellor.locator('#place').fill('八広の居場所');
    await press(counsellor, '書く');
    await assertReads(counsellor, /八広の居場所/);
    await assertKind(counsellor, 'a roster');
    await picture(counsellor, 'roster');
    const partner = await signIn(cast, tomoko, { width: phone, javaScript: false });
    await open(partner, '当番表', partner.locator('header'));
    await assertReads(partner, /11月26日（木）[\s\S]*八広の居場所/);
    assert.equal(await partner.getByRole('button', { name: '取り除く' }).count(), 0);
  });

  story('A reader says of a page that it was hard to understand', async (cast) => {
    const reader = await cast.visit('/towns/adachi', { width: phone, javaScript: false });
    await open(reader, 'このページについて教える', reader.locator('footer'));
    await assertKind(reader, 'what a reader says of a page');
    await picture(reader, 'page rating');
    await reader.getByRole('group', { name: '内容はわかりやすかったですか' }).getByLabel('いいえ').check();
    await press(reader, '送る');
    await assertReads(reader, /ありがとうございます/);
    assert.equal((await reader.context().cookies()).length, 0, 'nobody is known again');
    await open(reader, 'もとのページにもどる');
    const editor = await signIn(cast, satoru, { width: phone });
    await editor.goto('/directory');
    await open(editor, '読んだ方の声（ページごと）');
    await assertReads(editor, /\/towns\/adachi[\s\S]*いいえ 1/);
    await assertKind(editor, 'what readers say');
    await picture(editor, 'page ratings');
  });
});
