// The directory is kept true by people who have other work to do: one change, seen before it is published, and its history.
import assert from 'node:assert/strict';
import { assertAccessible } from './support/axe.mjs';
import { assertNoSidewaysScroll, assertWeight, desk, phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertReads, assertTold, follow, open, press, rika, satoru, signIn } from './support/people.mjs';

const record = '/directory/records/desk/adachi-safetynet';
const publicPage = '/desks/adachi-safetynet';
const path = (page) => new URL(page.url()).pathname;

/** The page as it is, on a desk and on a telephone. The form of a desk has some sixty fields; it and the page to
 * which it leads in one step may weigh more. */
async function look(page, name, isForm = false) {
  for (const width of [desk, phone]) {
    await page.setViewportSize({ width, height: 900 });
    await assertAccessible(page, name);
    await assertNoSidewaysScroll(page);
    await picture(page, name);
  }
  if (!isForm) await assertWeight(page);
  await page.setViewportSize({ width: desk, height: 900 });
}

onBothEngines('Keeping the directory true', { now: '2026-11-24T10:00' }, (story) => {
  story('A counsellor changes the hours by writing the notice, sees how it was understood, and publishes', async (cast) => {
    const editor = await signIn(cast, satoru);
    await open(editor, '掲載内容');
    await look(editor, 'editing queue');
    await open(editor, 'ひきこもりの相談と居場所支援「セーフティネットあだち」', editor.locator('details'));
    await look(editor, 'editing form', true);
    const notice = editor.locator('#hours-0-words');
    await notice.fill('毎週火曜 13時～15時（祝日・12月29日～1月3日は休み） 気まぐれに開くことがあります');
    await editor.locator('#phones-0-number').fill('3880-5419');
    await press(editor, '変わるところを確かめる');
    await assertTold(editor, 'phones-0-number', /市外局番から/);
    assert.match(await notice.inputValue(), /毎週火曜 13時/, 'everything typed stays');
    await look(editor, 'editing form with a slip', true);
    await editor.locator('#phones-0-number').fill('03-3880-5419');
    await press(editor, '変わるところを確かめる');
    await assertReads(editor, /午後1時/);
    await assertReads(editor, /読めなかったことば/);
    await look(editor, 'editing changes', true);

    const reader = await cast.visit(publicPage, { width: phone, javaScript: false });
    await assertReads(reader, /午前10時/);
    await press(editor, '公開する');
    await assertTold(editor, 'reason', /理由/);
    await editor.getByLabel('変える理由').fill('窓口から電話があった');
    await press(editor, '公開する');
    assert.equal(path(editor), `${record}/history`);
    await assertReads(editor, /窓口から電話があった/);
    await look(editor, 'editing history');
    await reader.goto(publicPage);
    await assertReads(reader, /午後1時/);

    await editor.locator('section.apart h3 a').first().click();
    await editor.getByText('この変更を取り消す').click();
    await press(editor, '取り消しの下書きを作る');
    await editor.getByLabel('変える理由').fill('前のほうが正しかった');
    await press(editor, '公開する');
    await reader.goto(publicPage);
    await assertReads(reader, /午前10時/);
  });

  story('Where a town wants it, a second person publishes', async (cast) => {
    const administrator = await signIn(cast, rika);
    await administrator.goto('/directory/rules');
    await look(administrator, 'editing rules');
    await administrator.getByLabel('もう一人が確かめて公開する').check();
    await press(administrator, 'この決まりにする');
    const editor = await signIn(cast, satoru, { width: phone, javaScript: false });
    await editor.goto(record);
    await editor.getByLabel('行き方', { exact: true }).fill('北千住駅から歩いて3分');
    await press(editor, '変わるところを確かめる');
    await editor.getByLabel('変える理由').fill('行き方の案内が変わった');
    await press(editor, 'もう一人に公開を頼む');
    await assertReads(editor, /もう一人が公開するのを待っています/);
    await administrator.goto('/directory');
    await follow(administrator, () => administrator.locator('#waiting a').click());
    await press(administrator, '公開する');
    await assertReads(administrator, /北千住駅から歩いて3分/);
    const reader = await cast.visit(publicPage);
    await assertReads(reader, /北千住駅から歩いて3分/);
  });
});
