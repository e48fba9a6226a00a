// One line to a running server, a browser and a visitor, on both databases.
import { after, before, describe, test } from 'node:test';
import { assertNoComplaints, assertNoForeignRequests, launchBrowser, newPage, screenshot } from './browser.mjs';
import { engines, startServer } from './server.mjs';

// A story that waits for something that never comes should not hold up the others.
const storyMs = 120_000;

/**
 * Tells the stories once on SQLite and once on PostgreSQL, each time with a fresh server that the stories share:
 *
 *   onBothEngines('The front door', { now: '2026-11-22T02:10' }, (story) => {
 *     story('A person looks in at night', async ({ visit, server }) => {
 *       const page = await visit('/', { width: phone });
 *     });
 *   });
 *
 * `visit` is a new visitor who opens a path; its options are those of newPage. When a story ends, every page in it must
 * have asked nothing of strangers and complained of nothing.
 */
export function onBothEngines(title, options, tell) {
  for (const engine of engines) {
    describe(`${title} (${engine})`, () => {
      let server, browser;
      before(async () => {
        server = await startServer({ engine, ...options });
        browser = await launchBrowser();
      });
      after(async () => {
        await browser?.close();
        await server?.stop();
      });
      tell((name, play) => test(name, { timeout: storyMs }, () => playStory({ server, browser, name: `${title} ${name} ${engine}` }, play)));
    });
  }
}

export async function playStory({ server, browser, name }, play) {
  const pages = [];
  const visit = async (path, options = {}) => {
    const page = await newPage(browser, { base: server.url, pictures: server.engine !== 'postgres', ...options });
    pages.push(page);
    await page.goto(path);
    return page;
  };
  try {
    await play({ server, browser, visit });
    for (const page of pages) {
      assertNoForeignRequests(page);
      assertNoComplaints(page);
    }
  } catch (error) {
    // What the person saw last says more than a stack.
    for (const [i, page] of pages.entries()) await screenshot(page, `failed ${name} ${i + 1}`).catch(() => {});
    const seen = `\n  pages: ${pages.map((page) => page.url()).join(', ')}\n  the server's last words:\n${server.log().slice(-2000)}`;
    error.message += seen;
    error.stack += seen;
    throw error;
  } finally {
    for (const page of pages) await page.context().close();
  }
}
