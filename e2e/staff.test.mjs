// Every page that staff open in a working day, in both of their languages, on a desk and on a telephone.
import assert from 'node:assert/strict';
import { assertAccessible } from './support/axe.mjs';
import { assertNoSidewaysScroll, assertWeight, desk, phone, picture } from './support/browser.mjs';
import { fillConsent, openCase, send, writeSheet } from './support/counsellor.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertReads, assertTold, heading, open, press, rika, satoru, signIn, tomoko } from './support/people.mjs';

// Wrote before the day began, in the data of the demonstration.
const whale = { nickname: 'くじら', text: '夜しか起きていられません。話すのは苦手です。\n静かな所なら、昼に一回外の空気を吸ってみたいです。' };

onBothEngines('A working day', { now: '2026-11-24T10:00' }, (story) => {
  story('Every page of a counsellor and of a partner can be read and used', async (cast) => {
    const counsellor = await signIn(cast, satoru);
    await open(counsellor, whale.nickname);
    const thread = path(counsellor);
    await lookAt(counsellor, { 'staff day in the morning': '/day', 'staff thread': thread, 'staff cases none yet': '/cases' });

    const casePath = await openCase(counsellor, whale.nickname);
    const sheet = await writeSheet(counsellor, whale);
    await lookAt(counsellor, {
      'staff cases': '/cases',
      'staff new case': '/cases/new',
      'staff case': casePath,
      'staff wishes': `${casePath}/wishes`,
      'staff consent': `${casePath}/consents`,
      'staff sheet': sheet,
      'staff sending': `${sheet}/sending`,
      'staff codes': '/account/codes',
    });
    await counsellor.goto(`${casePath}/consents`);
    await fillConsent(counsellor);
    await press(counsellor, '記録する');
    await send(counsellor, sheet);
    await lookAt(counsellor, { 'staff day': '/day', 'staff case with a consent': casePath });

    const partner = await signIn(cast, tomoko);
    await open(partner, organization(cast, satoru), partner.locator('#received'));
    const hop = path(partner);
    await lookAt(partner, { 'staff day of a partner': '/day', 'staff inbox': '/inbox', 'staff hop': hop });
    await partner.goto(hop);
    await press(partner, '受け取る');
    await partner.getByLabel('相談受付日').fill('令和8年11月24日');
    await partner.getByLabel('部署名').fill('ひきこもり支援担当');
    await partner.getByLabel('今回の対応').fill('お会いする日を、ご本人と相談します。');
    await partner.getByLabel('回付日').fill('令和8年11月31日');
    await press(partner, '記録を保存する');
    await assertTold(partner, 'circulated_on', /「令和8年11月31日」を日付として読めませんでした/);
    assert.equal(await partner.locator('#response').inputValue(), 'お会いする日を、ご本人と相談します。');
    await partner.getByLabel('回付日').fill('令和8年11月24日');
    await press(partner, '記録を保存する');
    assert.equal(await partner.locator('#response').inputValue(), 'お会いする日を、ご本人と相談します。');
    await lookAt(partner, { 'staff hop accepted': hop, 'staff cases of a partner': '/cases', 'staff inbox answered': '/inbox' });
    await lookAt(counsellor, { 'staff case handed on': casePath, 'staff sheet accepted': sheet });
  });

  story('Nobody is called before somebody asked whether that is all right', async (cast) => {
    const counsellor = await signIn(cast, satoru);
    await counsellor.goto('/cases/new');
    await counsellor.getByLabel('お呼びする名前').fill('つばめ');
    await press(counsellor, '支援ケースを始める');
    const casePath = path(counsellor);
    await open(counsellor, '連絡する・決めたことを見る');
    await lookAt(counsellor, { 'staff contact, nothing agreed': `${casePath}/contact` });
    await counsellor.goto(`${casePath}/contact`);
    await counsellor.getByLabel('携帯電話').check();
    await press(counsellor, '確かめる');
    // S-029, S-078: what was not asked is not allowed.
    await assertReads(counsellor, /まだ聞いていません/);
    await lookAt(counsellor, { 'staff contact barred': path(counsellor) });
    await counsellor.goto(`${casePath}/contact/person`);
    const mobile = counsellor.getByRole('region', { name: '携帯電話' });
    await mobile.getByLabel('してもよい').check();
    await mobile.getByLabel('番号・宛先').fill('090-0000-0001');
    await mobile.getByLabel('何時から').fill('10時');
    await mobile.getByLabel('何時まで').fill('朝');
    await press(counsellor, '保存する');
    assert.match(await counsellor.locator('#hours-phone-mobile-error').innerText(), /「朝」は時刻として読み取れません/);
    assert.equal(await mobile.getByLabel('番号・宛先').inputValue(), '090-0000-0001');
    await mobile.getByLabel('何時まで').fill('12時');
    await press(counsellor, '保存する');
    await lookAt(counsellor, { 'staff contact agreed': `${casePath}/contact`, 'staff contact form': `${casePath}/contact/person` });
    await counsellor.goto(`${casePath}/contact`);
    await counsellor.getByLabel('携帯電話').check();
    await press(counsellor, '確かめる');
    assert.equal(await counsellor.locator('#to').innerText(), '090-0000-0001');
    await lookAt(counsellor, { 'staff contact allowed': path(counsellor) });
    await counsellor.getByLabel('話せた').check();
    await press(counsellor, '記録する');
    await assertReads(counsellor, /話せた/);
  });

  story('A case that began at the counter needs nobody else', async (cast) => {
    const counsellor = await signIn(cast, satoru, { width: phone, javaScript: false });
    await counsellor.goto('/cases/new');
    await counsellor.getByLabel('ご家族').check();
    await counsellor.getByLabel('話してくださったこと').fill('息子のことで来ました。本人には言わないでください。');
    await press(counsellor, '支援ケースを始める');
    // S-104, S-017: neither a name nor a relay nor a consent is asked for.
    assert.equal(await heading(counsellor), 'お名前のない方');
    assert.match(await counsellor.locator('#caller').innerText(), /家族/);
    await open(counsellor, '希望を書きたす');
    await counsellor.getByLabel('希望されること').fill('電話は昼にほしい。');
    await press(counsellor, '保存する');
    assert.equal(await counsellor.locator('#wishes').innerText(), '電話は昼にほしい。');
    await assertReads(counsellor, /つながっている/);
  });

  story('An administrator keeps the accounts and reads nothing', async (cast) => {
    const administrator = await signIn(cast, rika);
    await lookAt(administrator, { 'staff day of an administrator': '/day' });
    for (const closed of ['/cases', '/inbox']) {
      const answer = await administrator.goto(closed);
      assert.equal(answer.status(), 403, closed);
      await assertReads(administrator, /あなたの役割では、このページを開くことができません/);
    }
    await assertAccessible(administrator, 'a page that is not open to everybody');
    await picture(administrator, 'staff page refused');
  });

  story('Whoever mistypes a password is told kindly, and signing out closes the door', async (cast) => {
    const page = await cast.visit('/cases', { width: phone });
    assert.equal(path(page), '/sign-in');
    await page.getByLabel('職員ID').fill(satoru);
    await page.getByLabel('パスワード').fill('ちがうパスワード');
    await press(page, '入る');
    await assertReads(page, /職員IDかパスワードがちがうようです/);
    assert.equal(await page.getByLabel('職員ID').inputValue(), satoru);
    await assertAccessible(page, 'signing in again');
    await picture(page, 'signing in again');
    await page.getByLabel('パスワード').fill(cast.server.signIns.find((one) => one.login === satoru).password);
    await press(page, '入る');
    assert.equal(path(page), '/cases', 'it leads to where somebody wanted to go');
    await press(page, '出る');
    await page.goto('/cases');
    assert.equal(path(page), '/sign-in');
  });
});

const path = (page) => new URL(page.url()).pathname;

const organization = ({ server }, login) => server.signIns.find((one) => one.login === login).organization;

/** Looks at pages in English on a telephone and in Japanese on a desk; the pictures are of both on both. */
async function lookAt(page, pages) {
  for (const { code, tag, width } of [{ code: 'en', tag: 'en', width: phone }, { code: 'ja', tag: 'ja', width: desk }]) {
    await page.goto(`/language/${code}`);
    await page.setViewportSize({ width, height: 900 });
    for (const [name, address] of Object.entries(pages)) {
      const answer = await page.goto(address);
      assert.equal(answer.status(), 200, address);
      assert.equal(await page.locator('html').getAttribute('lang'), tag, address);
      assert.doesNotMatch(await page.title(), /ひきこもり|hikikomori/i, address);
      await assertAccessible(page, `${name} ${code}`);
      await assertWeight(page);
      await assertNoSidewaysScroll(page);
      for (const other of [desk, phone]) {
        await page.setViewportSize({ width: other, height: 900 });
        await picture(page, `${name} ${code}`);
      }
      await page.setViewportSize({ width, height: 900 });
    }
  }
  await page.setViewportSize({ width: desk, height: 900 });
}
