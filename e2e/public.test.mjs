// What every public page owes to everybody: a narrow telephone, a keyboard, a screen reader, another language, a way out.
import assert from 'node:assert/strict';
import { assertAccessible } from './support/axe.mjs';
import { assertNoForeignRequests, assertNoSidewaysScroll, assertWeight, desk, newPage, phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import { assertFocusIsSeen, hasFocus, tabTo } from './support/keyboard.mjs';
import { assertReads, follow, heading, open } from './support/people.mjs';
import { comeBack, writeToDesk } from './support/resident.mjs';

const publicPages = {
  'first page': '/',
  'town with desks': '/towns/adachi',
  'town in the country': '/towns/annaka',
  'town with many desks': '/towns/chiba',
  'desks without answers': '/find',
  'desks for a family': '/find?town=adachi&about=family&age=25&talk=visit',
  'desks with a wrong age': '/find?town=setagaya&age=abc',
  'desk': '/desks/adachi-safetynet',
  'desk without printed hours': '/desks/adachi-marugoto',
  'writing to a desk': '/desks/adachi-safetynet/write',
  'organisation of two towns': '/organizations/uwn-chiba',
  'gathering': '/gatherings/adachi-sn-ibasho',
  'event with a slip in its date': '/events/ev-annaka-l6',
  'resource': '/resources/kunitachi-trial',
  'council': '/councils/adachi-kyogikai',
  'what a town offers': '/towns/machida/resources',
  'dates of a town': '/towns/annaka/events',
  'coming back': '/come-back',
  'signing in': '/sign-in',
  'no such page': '/nowhere',
};

const languages = [
  { code: 'ja', name: '日本語', tag: 'ja', exit: 'すぐに閉じる' },
  { code: 'ja-easy', name: 'やさしい日本語', tag: 'ja' },
  { code: 'en', name: 'English', tag: 'en', exit: 'Leave quickly' },
];

/** The way out floats on a telephone; the other links of the header and the heading stay free. */
async function assertExitCoversNothing(page) {
  for (const width of [320, phone]) {
    await page.setViewportSize({ width, height: 740 });
    const covered = await page.evaluate(() => {
      const exit = document.querySelector('a.exit').getBoundingClientRect();
      return [...document.querySelectorAll('header a:not(.exit), header span, h1')]
        .filter((element) => {
          const { left, right, top, bottom } = element.getBoundingClientRect();
          return left < exit.right && right > exit.left && top < exit.bottom && bottom > exit.top;
        })
        .map((element) => element.textContent.trim());
    });
    assert.deepEqual(covered, [], `under the way out at ${page.url()}, ${width} px`);
  }
}

onBothEngines('The public pages', { now: '2026-11-22T02:10' }, (story) => {
  for (const language of languages) {
    story(`Anybody can read every page in ${language.name}`, async ({ visit }) => {
      const page = await visit('/', { width: phone, language: 'ja-JP' });
      if (language.code !== 'ja') await open(page, language.name);
      for (const [name, path] of Object.entries(publicPages)) {
        await page.goto(path);
        assert.equal(await page.locator('html').getAttribute('lang'), language.tag, path);
        assert.equal(await page.locator('.languages [aria-current=true]').innerText(), language.name, path);
        // Somebody else may see the screen, the tabs and the history.
        assert.doesNotMatch(await page.title(), /ひきこもり|引きこもり|相談|支援|hikikomori|withdraw/i, path);
        const exit = page.locator('a.exit');
        assert.equal(await exit.isVisible(), true, path);
        assert.match(await exit.getAttribute('href'), /^https:/);
        if (language.exit) assert.equal(await exit.innerText(), language.exit);
        await assertAccessible(page, name);
        await assertWeight(page);
        await assertNoSidewaysScroll(page);
        await assertExitCoversNothing(page);
        await picture(page, `${name} ${language.code}`);
      }
    });
  }

  story('On a desk every page fits as well', async ({ visit }) => {
    const page = await visit('/', { width: desk });
    for (const [name, path] of Object.entries(publicPages)) {
      await page.goto(path);
      await assertAccessible(page, name);
      await picture(page, `${name} ja`);
    }
  });

  story('Every town on the first page has somebody to talk to', async ({ visit }) => {
    const page = await visit('/', { width: phone });
    const towns = await page.locator('a[href^="/towns/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    const choices = await page.locator('select#town option:not([value=""])').evaluateAll((options) => options.map((option) => option.value));
    assert.deepEqual(towns, choices.map((town) => `/towns/${town}`), 'the finder offers the same towns');
    assert.ok(towns.includes('/towns/adachi') && towns.includes('/towns/annaka') && towns.includes('/towns/ube'), towns.join());
    for (const town of towns) {
      const answer = await page.goto(town);
      assert.equal(answer.status(), 200, town);
      const cards = page.locator('.cards .card').filter({ has: page.locator('a[href^="/desks/"][href$="/write"]') });
      assert.ok(await cards.count() > 0, `${town} shows nobody`);
      await assertWeight(page);
      await assertNoSidewaysScroll(page);
    }
  });

  story('With the keyboard alone somebody finds a desk, writes to it and comes back', async ({ visit }) => {
    const page = await visit('/towns/adachi', { width: desk });
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: '本文へ' });
    assert.equal(await hasFocus(skip), true, 'the first stop is the link to the text');
    await assertFocusIsSeen(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    assert.equal(await page.locator('main :focus').count(), 1, 'it leads past the menu');

    await tabTo(page, page.getByLabel('まだわからない').first());
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.getByLabel('自分のこと').isChecked(), true);
    await tabTo(page, page.getByLabel('その方の年れい'));
    await page.keyboard.type('19');
    await tabTo(page, page.getByRole('button', { name: '窓口を見る' }));
    await follow(page, () => page.keyboard.press('Enter'));
    assert.match(page.url(), /\/find\?.*about=me.*age=19/);

    await tabTo(page, page.getByRole('link', { name: 'ここに書いてみる' }).first());
    await follow(page, () => page.keyboard.press('Enter'));
    await tabTo(page, page.getByLabel('まだわからない'));
    await page.keyboard.press('Space');
    assert.equal(await page.getByLabel('まだわからない').isChecked(), true);
    await tabTo(page, page.getByLabel('ニックネーム'));
    await page.keyboard.type('もぐら');
    await tabTo(page, page.getByLabel('うまく言葉にできない'));
    await page.keyboard.press('Space');
    await tabTo(page, page.getByRole('button', { name: '送る' }));
    await follow(page, () => page.keyboard.press('Enter'));
    assert.equal(await heading(page), '届きました');
    const latin = (await page.locator('#passphrase rt').allInnerTexts()).join(' ');
    const digits = (await page.locator('#passphrase').getAttribute('data-line')).replace(/^[^\d]+/, '');

    await tabTo(page, page.locator('main').getByRole('link', { name: '合言葉でもどる' }));
    await follow(page, () => page.keyboard.press('Enter'));
    await tabTo(page, page.getByLabel('合言葉', { exact: true }));
    await page.keyboard.type(`${latin} ${digits}`);
    await follow(page, () => page.keyboard.press('Enter'));
    assert.equal(await page.locator('.messages .own .typed').innerText(), 'うまく言葉にできません。');
    await tabTo(page, page.getByRole('button', { name: 'このページを閉じて出る' }));
    await follow(page, () => page.keyboard.press('Space'));
    assert.equal(new URL(page.url()).pathname, '/');
  });

  story('The printed passphrase is all that stands on the paper', async ({ visit }) => {
    for (const screen of [{ width: desk }, { width: phone, javaScript: false }]) {
      const page = await visit('/', screen);
      const line = await writeToDesk(page, { nickname: '', text: '紙に残したいです。' });
      assert.equal(await page.getByRole('button', { name: 'この合言葉を印刷する' }).isVisible(), screen.javaScript !== false, 'no button that does nothing');
      await page.emulateMedia({ media: 'print' });
      const printed = await page.locator('#passphrase').innerText();
      for (const part of line.split(' ')) assert.ok(printed.includes(part), `${part} is not in ${printed}`);
      for (const gone of ['nav', 'header', 'footer', 'a.exit', 'form', 'button', 'a.button']) {
        for (const one of await page.locator(gone).all()) assert.equal(await one.isVisible(), false, `${gone} would be printed`);
      }
      await picture(page, 'passphrase on paper');
      await page.emulateMedia({ media: 'screen' });
      await comeBack(page, line);
    }
  });

  story('Whoever leaves quickly does not come back with the back button', async ({ browser, server }) => {
    for (const javaScript of [true, false]) {
      // Opened here and not as a visit: this one is meant to leave for another site.
      const page = await newPage(browser, { base: server.url, width: phone, javaScript });
      await page.route('https://**', (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: '<title>天気</title>きょうの天気' }));
      await page.goto('/sign-in');
      await page.goto('/desks/adachi-safetynet/write');
      assertNoForeignRequests(page);
      await follow(page, () => page.getByRole('link', { name: 'すぐに閉じる' }).click());
      assert.equal(await page.title(), '天気');
      assert.equal(await page.evaluate(() => document.referrer), '', 'the other site does not learn where somebody came from');
      if (javaScript) {
        await page.goBack();
        assert.equal(new URL(page.url()).pathname, '/sign-in', 'the page left behind is not in the history');
      }
      await page.context().close();
    }
  });

  story('A page that is not there says so kindly and leads on', async ({ visit }) => {
    const page = await visit('/desks/nobody', { width: phone });
    await assertReads(page, /お探しのページはここにはありません/);
    await open(page, '市区町村をえらぶ');
    assert.equal(await heading(page), 'ここまで来てくれて、ありがとうございます');
  });
});
