// A mother calls. Somebody listens and writes; nothing is lost, nobody is told who should not know, and the next time
// she does not have to begin again.
import assert from 'node:assert/strict';
import { assertNoSidewaysScroll, phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertKind, assertReads, heading, open, press, satoru, signIn, tomoko } from './support/people.mjs';

const story = '45歳の息子が、10年ほど家にいます。本人には言わないでください。';

onBothEngines('A mother calls', { now: '2026-11-24T13:40' }, (tell) => {
  tell('What she says is taken down while she says it, and is there when she calls again', async (cast) => {
    const counsellor = await signIn(cast, satoru);
    await open(counsellor, '受付メモ', counsellor.locator('header'));
    await assertKind(counsellor, 'reception notes');
    await picture(counsellor, 'reception notes');
    await press(counsellor, '電話のお話を始める');
    const writing = path(counsellor);
    const note = writing.replace(/\/writing$/, '');
    await assertKind(counsellor, 'writing a reception note');
    await picture(counsellor, 'writing a reception note');
    assert.equal(await counsellor.locator('[required]').count(), 0, 'nothing has to be said');
    await counsellor.getByLabel('お話（言葉のままに）').fill(story);
    await counsellor.getByLabel('お呼びする名前（ニックネームで）').fill('みどり');
    await counsellor.getByLabel('親', { exact: true }).check();
    // Leaving a field saves it; no button was pressed.
    await counsellor.locator('#saved').filter({ hasText: '保存しました' }).waitFor();
    await counsellor.getByRole('group', { name: 'ご本人は、この相談を知っているか' }).getByLabel('知らない').check();
    await counsellor.getByRole('group', { name: '折り返しの電話をしてよいか' }).getByLabel('いいえ').check();
    await counsellor.getByRole('group', { name: '郵便を送ってよいか' }).getByLabel('いいえ').check();
    await press(counsellor, '保存して読みなおす');
    assert.equal(path(counsellor), note);
    await assertReads(counsellor, /10年ほど/);
    await assertReads(counsellor, /ご本人にこちらから連絡することはありません/);
    await assertKind(counsellor, 'a reception note');

    await press(counsellor, '合言葉をお渡しする');
    const passphrase = await counsellor.locator('#passphrase').getAttribute('data-line');
    await assertKind(counsellor, 'a passphrase to read aloud');

    // Her son finds the paper: the page behind it does not say what she told.
    const son = await cast.visit('/come-back', { width: phone });
    await son.getByLabel('合言葉').fill(passphrase);
    await press(son, 'もどる');
    await assertReads(son, /お話しくださって/);
    assert.doesNotMatch(await son.locator('main').innerText(), /10年ほど/);

    await counsellor.goto('/notes');
    await counsellor.getByLabel('お名前、お話の言葉、合言葉').fill(passphrase);
    await press(counsellor, 'さがす');
    assert.doesNotMatch(counsellor.url(), /[?#]/, 'what she said stands in no address');
    await open(counsellor, 'みどり');
    await press(counsellor, '支援ケースを始める');
    assert.equal(await heading(counsellor), 'みどり');
    assert.match(await counsellor.locator('#narrative').innerText(), /10年ほど/);
    assert.equal(await counsellor.locator('#person').count(), 0, 'no file of her son is made');
    await open(counsellor, '受付メモを読む');
    assert.equal(path(counsellor), note);
  });

  tell('Without scripts, on a telephone, the button saves and any question may be asked first', async (cast) => {
    const counsellor = await signIn(cast, satoru, { width: phone, javaScript: false });
    await counsellor.goto('/notes');
    await counsellor.getByLabel('雑談・おしゃべり').check();
    await press(counsellor, '窓口のお話を始める');
    await counsellor.getByLabel('お話（言葉のままに）').fill('猫のこと');
    await press(counsellor, '途中で保存');
    assert.equal(await counsellor.getByLabel('お話（言葉のままに）').inputValue(), '猫のこと');
    await assertNoSidewaysScroll(counsellor);

    await press(counsellor, '聞き取りの問いへ');
    // Weighed as a page that is read, apart from the form that led here.
    await counsellor.goto(new URL(counsellor.url()).pathname);
    await assertKind(counsellor, 'questions of a note');
    await counsellor.getByRole('group', { name: '好きなこと、ほっとする時間' }).getByLabel('聞いたこと').fill('猫');
    await press(counsellor, '保存して読みなおす');
    await assertReads(counsellor, /まだ聞いていないこと/);
    await open(counsellor, '印刷用の一枚');
    await assertReads(counsellor, /猫のこと/);
    await assertKind(counsellor, 'a note as a sheet');
  });

  tell('The questions of the town are put together and printed', async (cast) => {
    const counsellor = await signIn(cast, satoru);
    await counsellor.goto('/questions');
    await assertKind(counsellor, 'arranging questions');
    await counsellor.locator('#wording').fill('猫はいますか');
    await press(counsellor, '加える');
    await assertReads(counsellor, /もう聞かない/);
    await counsellor.goto('/questions/sheet');
    await assertReads(counsellor, /猫はいますか/);
    await assertKind(counsellor, 'a sheet to fill in by hand');
  });

  tell('Whoever has no part in it learns nothing', async (cast) => {
    const partner = await signIn(cast, tomoko);
    assert.equal(await partner.getByRole('link', { name: '受付メモ' }).count(), 0);
  });
});

const path = (page) => new URL(page.url()).pathname;
