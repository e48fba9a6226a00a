// The application of a town: a mother fills it in on a telephone at night, as far as she comes; a man brings it on paper.
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { phone, picture } from './support/browser.mjs';
import { onBothEngines } from './support/journey.mjs';
import {
  assertKind, assertReads, assertTold, downloadPdf, open, press, read, satoru, signIn, wordsOf,
} from './support/people.mjs';
import { comeBack, writeToDesk } from './support/resident.mjs';

const narrative = '10年ほど家にいます。夜は台所で少し話せます。';
const wishes = '本人に電話をかけないでください。';
const path = (page) => new URL(page.url()).pathname;
const concerns = (page) => page.getByRole('group', { name: 'あてはまるもの全部（○）' });

// Sunday, ten past two; Monday is a holiday. Somebody reads on Tuesday.
onBothEngines('An application', { now: '2026-11-22T02:10' }, (story) => {
  for (const way of [
    { who: 'with JavaScript', nickname: 'みどり', screen: { width: phone } },
    { who: 'without JavaScript', nickname: 'わかば', screen: { width: phone, javaScript: false } },
  ]) {
    story(`A mother fills it in on a telephone (${way.who}), staff read it and print it`, async (cast) => {
      const mother = await cast.visit('/', way.screen);
      const passphrase = await writeToDesk(mother, { nickname: way.nickname, text: '息子のことです。' });
      // The promise that was given: nobody reads before Tuesday at ten.
      await comeBack(mother, passphrase);
      await assertReads(mother, /次に人が読むのは[^\n]*11月24日（火）\s*午前10時/);
      await open(mother, '申込の用紙を書く（書ける所だけ）');
      assert.equal(await mother.locator('[required]').count(), 0, 'nothing has to be written');
      assert.equal(await mother.title(), 'あなたのページ', 'the title is neutral');
      await assertKind(mother, 'an empty application');
      await picture(mother, 'application');

      await fillIn(mother, way);
      await mother.getByLabel('月', { exact: true }).fill('13');
      await press(mother, '保存する');
      // What cannot be read is said beside its box, and nothing else has to be written again.
      await assertTold(mother, 'year', /./);
      await assertKept(mother, way, '13');
      await assertKind(mother, 'an application with a month that is none');
      await picture(mother, 'application with a month that is none');
      await mother.getByLabel('月', { exact: true }).fill('4');
      await press(mother, '保存する');
      await assertReads(mother, /保存しました。いつでも続けられます。/);
      await assertKept(mother, way, '4');
      // S-079: the one that troubles most is one of those that apply; there is only one.
      assert.equal(await concerns(mother).getByLabel('家族関係・人間関係').isChecked(), true);
      // Half of a signature is asked about.
      await mother.getByLabel('この文に同意します').check();
      await press(mother, '保存する');
      await assertTold(mother, 'signature', /./);
      await assertKept(mother, way, '4');
      await mother.getByLabel('署名（お名前）').fill('山田花子');
      await press(mother, '保存する');

      const counsellor = await signIn(cast, satoru, way.screen);
      await open(counsellor, way.nickname);
      await open(counsellor, '申込・受付票');
      const sheet = await counsellor.locator('#application').innerText();
      for (const said of ['山田太郎', '昭和56年4月1日', '山田花子', '母', 'ひきこもり・不登校', '家族関係・人間関係', narrative, wishes]) {
        assert.ok(sheet.includes(said), `${said} in ${sheet}`);
      }
      assert.match(await counsellor.locator('#offer').innerText(), /山田花子/);
      await assertKind(counsellor, 'an application as staff read it');
      await picture(counsellor, 'application read');

      // A case grows out of it, and its sheet begins with what she wrote: that is printed.
      await open(counsellor, 'やりとり');
      await press(counsellor, '支援ケースを始める');
      await press(counsellor, 'つなぐシートを書く');
      assert.equal((await counsellor.locator('#narrative').inputValue()).trim(), narrative, 'nothing is told twice');
      assert.equal(await counsellor.getByLabel('ひきこもり・不登校').isChecked(), true);
      const paper = await wordsOf(await downloadPdf(counsellor, '紙で見る（PDF）'));
      for (const said of ['相談申込・受付票', '山田太郎', '山田花子', '10年ほど家にいます。', '本人に電話をかけないでください。']) {
        assert.ok(paper.includes(said), `${said} on the paper`);
      }
    });
  }

  story('The empty form is printed, and eras go on after Heisei', async (cast) => {
    const visitor = await cast.visit('/desks/adachi-safetynet/write', { width: phone });
    const passphrase = await writeToDesk(visitor, { nickname: '', text: '用紙をください' });
    await comeBack(visitor, passphrase);
    await open(visitor, '申込の用紙を書く（書ける所だけ）');
    const paper = await wordsOf(await downloadPdf(visitor, '手で書く用紙（PDF）'));
    for (const printed of ['相談申込・受付票', '太枠', '生年月日', 'ひきこもり・不登校', '署名']) {
      assert.ok(paper.includes(printed), `${printed} on the empty form`);
    }
    // S-076: 令和 is among the eras, on the screen too.
    const eras = await visitor.getByLabel('元号・西暦').locator('option').allInnerTexts();
    assert.deepEqual(eras, ['答えない', '大正', '昭和', '平成', '令和', '西暦']);
    await visitor.getByLabel('元号・西暦').selectOption('令和');
    for (const [box, typed] of [['年', '２'], ['月', '5'], ['日', '1']]) await visitor.getByLabel(box, { exact: true }).fill(typed);
    await press(visitor, '保存する');
    await assertReads(visitor, /保存しました。/);
    assert.equal(await visitor.getByLabel('年', { exact: true }).inputValue(), '2');
  });

  story('A man brings it on paper: staff copy it, keep a scan, and he puts a word right at home', async (cast) => {
    const counsellor = await signIn(cast, satoru, { width: phone, javaScript: false });
    await counsellor.goto('/notes');
    await press(counsellor, '窓口のお話を始める');
    await counsellor.getByLabel('お話（言葉のままに）').fill('紙の申込を持ってみえました');
    await counsellor.getByLabel('お呼びする名前（ニックネームで）').fill('かわせみ');
    await press(counsellor, '保存して読みなおす');
    await press(counsellor, '合言葉をお渡しする');
    const passphrase = await counsellor.locator('#passphrase').getAttribute('data-line');

    await counsellor.goto('/day');
    await open(counsellor, 'かわせみ', counsellor.locator('#waiting, #answered'));
    await open(counsellor, '申込・受付票');
    await assertReads(counsellor, /まだ書かれていません/);
    await open(counsellor, '紙の申込・受付票を写す');
    await assertKind(counsellor, 'copying an application');
    await picture(counsellor, 'copying an application');
    await counsellor.getByLabel('氏名', { exact: true }).first().fill('川田一郎');
    await counsellor.getByLabel('年齢').fill('45歳くらい');
    await concerns(counsellor).getByLabel('住まいについて').check();
    await counsellor.getByLabel('ご相談されたいこと').fill('夜に眠れない');
    await press(counsellor, '保存する');
    assert.match(path(counsellor), /^\/threads\/[^/]+\/application$/);
    assert.match(await counsellor.locator('#copied').innerText(), /紙から写しました/);

    await counsellor.getByText('紙の写しを加える').click();
    await counsellor.getByLabel('写真かPDF').setInputFiles({ name: '川田さん.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await press(counsellor, '加える');
    await assertTold(counsellor, 'file', /写真（JPEG/);
    await assertKind(counsellor, 'a scan that is none');
    await counsellor.getByLabel('写真かPDF').setInputFiles({ name: '川田さん.png', mimeType: 'image/png', buffer: sheetOfPaper() });
    await press(counsellor, '加える');
    const scan = counsellor.locator('#scans').getByRole('link', { name: /紙の写し/ });
    assert.doesNotMatch(await read(counsellor), /川田さん/, 'the name of the file is not kept');
    const opened = await counsellor.request.get(await scan.getAttribute('href'));
    assert.equal(opened.status(), 200);
    assert.match(opened.headers()['content-type'], /^image\/(png|jpeg)$/);
    await assertKind(counsellor, 'an application with a scan');
    await picture(counsellor, 'application with a scan');

    const man = await cast.visit('/come-back', { width: phone });
    await comeBack(man, passphrase);
    await open(man, '申込の用紙を書く（書ける所だけ）');
    await assertReads(man, /窓口の担当が写しました/);
    assert.equal(await man.getByLabel('ご相談されたいこと').inputValue(), '夜に眠れない');
    await man.getByLabel('ご相談されたいこと').fill('昼に眠い');
    await press(man, '保存する');
    // The scan is for the desk alone.
    assert.notEqual((await man.request.get(await scan.getAttribute('href'), { maxRedirects: 0 })).status(), 200);
    await counsellor.reload();
    await assertReads(counsellor, /昼に眠い/);
  });
});

async function fillIn(page, { nickname }) {
  await page.getByLabel('ニックネーム').fill(nickname);
  await page.locator('#name').fill('山田太郎');
  await page.getByLabel('元号・西暦').selectOption('昭和');
  await page.getByLabel('年', { exact: true }).fill('56');
  await page.getByLabel('日', { exact: true }).fill('1');
  await page.getByText('ご本人以外の方が書いているときは、ここも').click();
  await page.locator('#caller_name').fill('山田花子');
  await page.getByRole('group', { name: 'ご本人との関係' }).getByLabel('家族', { exact: true }).check();
  await page.getByLabel('続柄など').fill('母');
  for (const concern of ['ひきこもり・不登校', '収入・生活費のこと']) await concerns(page).getByLabel(concern).check();
  await page.getByLabel('一番お困りのこと（◎）').selectOption('家族関係・人間関係');
  await page.getByLabel('ご相談されたいこと').fill(narrative);
  await page.getByLabel('ご希望').fill(wishes);
}

async function assertKept(page, { nickname }, month) {
  const boxes = {
    nickname, name: '山田太郎', year: '56', month, day: '1', caller_name: '山田花子', caller_relation_words: '母',
  };
  for (const [box, typed] of Object.entries(boxes)) assert.equal(await page.locator(`#${box}`).inputValue(), typed, box);
  assert.equal((await page.locator('#narrative').inputValue()).trim(), narrative);
  assert.equal((await page.locator('#wishes').inputValue()).trim(), wishes);
  assert.equal(await page.getByLabel('元号・西暦').locator('option:checked').innerText(), '昭和');
  for (const concern of ['ひきこもり・不登校', '収入・生活費のこと']) {
    assert.equal(await concerns(page).getByLabel(concern).isChecked(), true, concern);
  }
  assert.equal(await page.getByLabel('一番お困りのこと（◎）').locator('option:checked').innerText(), '家族関係・人間関係');
}

/** A small picture (PNG, grey, 40 × 60): a sheet of paper as far as a program can tell. */
function sheetOfPaper() {
  const [width, height] = [40, 60];
  const rows = Buffer.alloc((width + 1) * height, 0xe0);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
