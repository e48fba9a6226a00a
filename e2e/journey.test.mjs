// One person on the way from a message at night to a second organisation that listens, as each of them sees it.
import assert from 'node:assert/strict';
import { desk, phone, picture } from './support/browser.mjs';
import { agree, fillConsent, openCase, responsible, send, telephone, wishes, writeSheet } from './support/counsellor.mjs';
import { onBothEngines } from './support/journey.mjs';
import {
  assertKind, assertReads, downloadPdf, follow, heading, marugoto, open, press, read, satoru, signIn, tomoko, wordsOf,
} from './support/people.mjs';
import {
  assertPersonIsTold, comeBack, comeBackAndWrite, findDesk, more, words, writeAtNight, writeToDesk,
} from './support/resident.mjs';

// A Sunday, and Monday the 23rd is a holiday: somebody reads on Tuesday at ten, and answers two working days later.
onBothEngines('A person and two organisations', { now: '2026-11-22T02:10' }, (story) => {
  for (const way of [
    { who: 'at a desk', nickname: 'くじら🐋', screen: { width: desk } },
    { who: 'on a telephone without JavaScript', nickname: 'くじら🐳', screen: { width: phone, javaScript: false } },
  ]) {
    story(`A message at night becomes a case, and the case finds a second organisation (${way.who})`, async (cast) => {
      const resident = await cast.visit('/', way.screen);
      await findDesk(resident);
      const passphrase = await writeAtNight(resident, way);
      const person = await cast.visit('/come-back', way.screen);
      await comeBackAndWrite(person, passphrase);

      const counsellor = await signIn(cast, satoru, way.screen);
      const casePath = await answerAndOpenCase(counsellor, way);
      const sheet = await writeSheet(counsellor, way);
      await agree(counsellor, sheet, casePath);
      await send(counsellor, sheet);
      assert.notEqual(await responsible(counsellor, casePath), marugoto, 'whoever sends goes on being responsible');

      const partner = await signIn(cast, tomoko, way.screen);
      await accept(partner, way);
      await assertHandedOverOnce(counsellor, casePath, sheet);
      await assertPaper(counsellor, partner, sheet, way);

      await comeBack(person, passphrase);
      await assertPersonIsTold(person);
      await picture(person, 'thread of the person at the end');
      await takeBack(counsellor, partner, casePath);
    });
  }

  story('An organisation that has no room says so, and the person stays in good hands', async (cast) => {
    const screen = { width: phone, javaScript: false };
    const nickname = 'ふくろう';
    const person = await cast.visit('/', screen);
    const passphrase = await writeToDesk(person, { nickname, text: words });
    const counsellor = await signIn(cast, satoru, screen);
    const casePath = await openCase(counsellor, nickname);
    const before = await responsible(counsellor, casePath);
    await counsellor.goto(`${casePath}/consents`);
    await fillConsent(counsellor);
    await press(counsellor, '記録する');
    await press(counsellor, 'つなぐシートを書く');
    const sheet = new URL(counsellor.url()).pathname;
    await send(counsellor, sheet);

    const partner = await signIn(cast, tomoko, screen);
    await open(partner, organizationOf(cast, satoru), partner.locator('#received'));
    await partner.getByLabel('ひとこと').fill('年度末まで予約がいっぱいです。');
    await press(partner, '受けられないと伝える');
    await assertReads(partner, /理由がえらばれていません/);
    assert.equal(await partner.getByLabel('ひとこと').inputValue(), '年度末まで予約がいっぱいです。');
    await assertKind(partner, 'an answer without a reason');
    await picture(partner, 'hop declined without a reason');
    await partner.getByLabel('いまは受け入れる余裕がない').check();
    await press(partner, '受けられないと伝える');
    await assertReads(partner, /受けられないとお返事しました。担当は送った側のままです/);
    assert.doesNotMatch(await read(partner), /夜しか|ふくろう/);
    await picture(partner, 'hop declined');

    assert.equal(await responsible(counsellor, casePath), before);
    const line = await counsellor.locator('#sheets').innerText();
    assert.match(line, /今回は受けられない[\s\S]*余裕がない 年度末まで予約がいっぱいです。/);
    await counsellor.goto(sheet);
    await open(counsellor, '送り先をえらぶ');
    assert.equal(await counsellor.getByRole('button', { name: '送る', exact: true }).count(), 1, 'another way can be tried at once');

    await comeBack(person, passphrase);
    const last = await person.locator('.messages > li').last().innerText();
    assert.match(last, new RegExp(`${marugoto}は、今回は受けることができませんでした`));
    assert.match(last, /これまでどおり担当します/);
  });
});

const organizationOf = ({ server }, login) => server.signIns.find((one) => one.login === login).organization;

async function answerAndOpenCase(page, { nickname }) {
  const line = page.locator('#waiting tr').filter({ has: page.getByRole('link', { name: nickname, exact: true }) });
  assert.match(await line.innerText(), /11月26日（木）\s*まで/);
  await picture(page, 'day of the counsellor');
  await open(page, nickname);
  assert.deepEqual(await page.locator('.messages .theirs .typed').allInnerTexts(), [words, more]);
  await assertReads(page, /11月26日（木）\s*まで/);
  await page.getByLabel('返事', { exact: true }).fill('書いてくださって、ありがとうございます。犬の動画、わたしも好きです。');
  await press(page, '返事を送る');
  assert.match(await page.locator('.messages .own').innerText(), /さとる[\s\S]*犬の動画、わたしも好きです/);
  await picture(page, 'thread of the counsellor');
  await page.goto('/day');
  assert.equal(await page.locator('#waiting').getByRole('link', { name: nickname, exact: true }).count(), 0, 'the promise is kept');
  await open(page, nickname, page.locator('#answered'));

  await press(page, '支援ケースを始める');
  assert.equal(await heading(page), nickname);
  assert.equal(await page.locator('#narrative').innerText(), words);
  // S-104: a case nobody else hears of is complete as it stands.
  await assertReads(page, /つながっている/);
  await assertReads(page, /だれにも渡さない間は、なくてもかまいません/);
  await assertReads(page, /使わなくても支援ケースは続けられます/);
  await picture(page, 'case at the beginning');
  return new URL(page.url()).pathname;
}

async function accept(page, { nickname }) {
  const secrets = [nickname, '夜しか起きて', '電話はかけないで', telephone, '追伸'];
  const assertSilent = async (name) => {
    const html = await page.content();
    for (const secret of secrets) assert.ok(!html.includes(secret), `${name} gives ${secret} away`);
  };
  await page.goto('/day');
  assert.equal(await page.locator('#received tbody tr').count(), 1);
  await assertSilent('the day');
  await picture(page, 'day of the partner');
  await page.goto('/inbox');
  const line = page.locator('tbody tr').filter({ hasText: '返事待ち' });
  assert.equal(await line.count(), 1);
  await assertSilent('the inbox');
  await picture(page, 'inbox');
  await follow(page, () => line.getByRole('link').click());
  await assertSilent('the sheet before it is accepted');
  await picture(page, 'hop before accepting');

  const second = await page.context().newPage();
  await second.goto(page.url());
  await press(page, '受け取る');
  await assertReads(page, /受け取りました。いまの担当はあなたの機関です/);
  const agreed = await page.locator('#agreed').innerText();
  for (const part of [nickname, words, '平成13年4月1日', '◎ 家族関係・人間関係', '○ ひきこもり・不登校', wishes]) {
    assert.ok(agreed.includes(part), `${part} was agreed:\n${agreed}`);
  }
  assert.ok(!(await page.content()).includes(telephone), 'the telephone was not');
  await assertReads(page, /共有に同意されていない項目:.*電話番号/);
  await assertKind(page, 'a sheet that was accepted');
  await picture(page, 'hop accepted');

  await press(second, '受け取る');
  assert.match(await second.getByRole('alert').innerText(), /すでに受け取っています。もう一度押す必要はありません/);
  await assertKind(second, 'accepting once more');
  await picture(second, 'hop accepted twice');
  await second.close();
}

// S-098: wherever the sheet is, exactly one organisation holds it.
async function assertHandedOverOnce(page, casePath, sheet) {
  assert.equal(await responsible(page, casePath), marugoto);
  const ways = await page.locator('#sheets li li').allInnerTexts();
  assert.equal(ways.length, 1, ways.join());
  assert.match(ways[0], /受け取り済み/);
  assert.equal(await page.getByRole('button', { name: 'つなぐシートを書く' }).count(), 0, 'who handed it on does not hand it on again');
  await assertKind(page, 'a case that was handed on');
  await picture(page, 'case handed on');
  await page.goto(sheet);
  assert.equal(await page.getByRole('button').filter({ hasText: '保存' }).count(), 0);
}

async function assertPaper(counsellor, partner, sheet, { nickname }) {
  const animal = nickname.replace(/\p{Emoji_Presentation}/gu, '');
  await counsellor.goto(sheet);
  const own = await wordsOf(await downloadPdf(counsellor, /紙で見る/));
  for (const part of ['相談申込・受付票', animal, '夜しか起きていられません', telephone]) assert.ok(own.includes(part), `${part} is missing:\n${own}`);
  const received = await wordsOf(await downloadPdf(partner, /紙で見る/));
  for (const part of ['相談申込・受付票', animal, '夜しか起きていられません']) assert.ok(received.includes(part), `${part} is missing:\n${received}`);
  assert.ok(!received.includes(telephone), 'the telephone was not agreed');
}

/** S-074: a consent can be taken back, and from then on nobody reads on its ground. */
async function takeBack(counsellor, partner, casePath) {
  const paper = await partner.getByRole('link', { name: /紙で見る/ }).getAttribute('href');
  await counsellor.goto(casePath);
  await counsellor.getByText('同意の取り消しを記録する').click();
  await press(counsellor, '取り消しを記録する');
  assert.match(await counsellor.locator('#consents').innerText(), /取り消されました/);
  await picture(counsellor, 'case with a consent taken back');
  await partner.reload();
  await assertReads(partner, /同意が取り消されたか、期限が終わりました/);
  assert.ok(!(await partner.content()).includes('夜しか起きて'));
  await picture(partner, 'hop after the consent was taken back');
  const answer = await partner.request.get(paper);
  assert.notEqual(answer.status(), 200);
  assert.ok(!(await answer.text()).startsWith('%PDF'));
}
