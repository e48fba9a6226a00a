// Debian's own Chromium, and what every page of Tsunagu owes to the person who opens it.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const shots = fileURLToPath(new URL('../shots/', import.meta.url));

export const phone = 360;
export const desk = 1280;
/** A page, with its style and its scripts, as it crosses the line. */
export const heaviestPage = 50_000;

export function launchBrowser() {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.TSUNAGU_CHROMIUM ?? '/usr/bin/chromium',
    // Chromium refuses its sandbox to root.
    chromiumSandbox: !isRoot,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The closed network of a town hall: no name but this machine's own can be looked up.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    ],
  });
}

// What each page asked for and complained about, since it was opened.
const records = new WeakMap();

/**
 * A page of a new visitor: no cookies, an empty cache. `base` is the server's address, so that `page.goto('/desks')` works
 * and so that every request to anywhere else is known as foreign.
 */
export async function newPage(browser, { base, javaScript = true, width = desk, language = 'ja-JP', pictures = true, ...more } = {}) {
  assert.ok(base, 'newPage needs the server\'s address as base');
  const isPhone = width < 600;
  const context = await browser.newContext({
    baseURL: base,
    javaScriptEnabled: javaScript,
    locale: language,
    timezoneId: 'Asia/Tokyo',
    viewport: { width, height: isPhone ? 740 : 900 },
    // A phone shows a page without a viewport line at desktop width, tiny; a narrow window would hide that fault.
    isMobile: isPhone,
    hasTouch: isPhone,
    ...more,
  });
  const record = {
    host: new URL(base).host,
    javaScript,
    pictures,
    foreign: [],
    complaints: [],
    refusedPages: new Set(),
    /** The requests of the last page load. */
    load: [],
    /** Bytes by request, and by address when it was first fetched. */
    sizes: new Map(),
    firstSizes: new Map(),
  };
  watch(context, record);
  const page = await context.newPage();
  records.set(page, record);
  return page;
}

function watch(context, record) {
  const note = (address) => {
    const { protocol, host } = new URL(address);
    if (/^(https?|wss?):$/.test(protocol) && host !== record.host) record.foreign.push(address);
  };
  context.on('page', (page) => {
    // A page opened by a link belongs to the same visit.
    records.set(page, record);
    page.on('websocket', (socket) => note(socket.url()));
    page.on('pageerror', (error) => record.complaints.push(`error in a script: ${error.message}`));
  });
  context.on('request', (request) => {
    note(request.url());
    if (isPageItself(request) && !request.redirectedFrom()) record.load = [];
    record.load.push(request);
  });
  context.on('requestfinished', (request) => {
    // Whoever has left the page already does not ask what it weighed.
    const size = sizeOf(request).catch(() => 0);
    record.sizes.set(request, size);
    if (!record.firstSizes.has(request.url())) record.firstSizes.set(request.url(), size);
  });
  context.on('response', (response) => {
    if (isPageItself(response.request()) && response.status() >= 400) record.refusedPages.add(response.url());
  });
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    // Chromium also says this of a page that is itself a refusal (a form that comes back, a page that is not there).
    if (message.text().startsWith('Failed to load resource: the server responded') && record.refusedPages.has(url)) return;
    record.complaints.push(`${message.text()} (${url})`);
  });
}

function isPageItself(request) {
  return request.isNavigationRequest() && request.frame().parentFrame() === null;
}

/** The bytes of an answer as they crossed the line; 0 when it came from the cache, unchanged. */
async function sizeOf(request) {
  const { responseHeadersSize, responseBodySize } = await request.sizes();
  return responseBodySize > 0 ? responseHeadersSize + responseBodySize : 0;
}

function recordOf(page) {
  const record = records.get(page);
  assert.ok(record, 'this page was not opened with newPage');
  return record;
}

export function runsScripts(page) {
  return recordOf(page).javaScript;
}

/** Nothing was asked of anyone but the server, since the page was opened. */
export function assertNoForeignRequests(page) {
  const { foreign, host } = recordOf(page);
  assert.deepEqual(foreign, [], `requests that left ${host}`);
}

/** No error in the console, a script that failed or something the content security policy refused included. */
export function assertNoComplaints(page) {
  assert.deepEqual(recordOf(page).complaints, [], 'the browser complained');
}

/** The last page load, everything it fetched included, weighs little enough for an old phone on a slow line. */
export async function assertWeight(page, limit = heaviestPage) {
  await page.waitForLoadState('load');
  const { load, sizes, firstSizes } = recordOf(page);
  const parts = [];
  for (const request of load) {
    // This visitor may have it in the cache, the next one has not: then it weighs what it weighed the first time.
    const weight = (await sizes.get(request)) || (await firstSizes.get(request.url())) || 0;
    parts.push({ weight, url: request.url() });
  }
  const total = parts.reduce((sum, part) => sum + part.weight, 0);
  const list = parts.sort((a, b) => b.weight - a.weight).map((part) => `  ${part.weight}  ${part.url}`).join('\n');
  assert.ok(total > 0, `nothing was loaded at ${page.url()}`);
  assert.ok(total <= limit, `${page.url()} weighs ${total} bytes, more than ${limit}\n${list}`);
  return total;
}

/** On the narrowest phones nobody has to push the page sideways to read a line. */
export async function assertNoSidewaysScroll(page, widths = [320, phone]) {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 740 });
    // Measured against the screen, not innerWidth: a phone zooms out until a page that is too wide fits.
    const found = await page.evaluate(measureWidth, width);
    assert.ok(found.hasViewportLine, `${page.url()} has no <meta name="viewport" content="width=device-width">`);
    assert.ok(found.width <= width, `${page.url()} is ${found.width} px wide on a ${width} px screen: ${found.tooWide.join(', ')}`);
    assert.equal(found.cutOff.length, 0, `${page.url()} is cut off at the left edge of a ${width} px screen: ${found.cutOff.join(', ')}`);
  }
  await page.setViewportSize(before);
}

/** Runs inside the page: its width, and the innermost elements that stick out of the screen on either side. */
function measureWidth(screen) {
  const sticksOut = (element) => {
    const { left, right } = element.getBoundingClientRect();
    return Math.max(right, left + element.scrollWidth) > screen + 0.5;
  };
  // What is meant for screen readers alone lies outside altogether, or is clipped to a point.
  const isCutOff = (element) => {
    const { left, right, height } = element.getBoundingClientRect();
    return left < -0.5 && right > 0.5 && height > 1 && element.checkVisibility();
  };
  const nameOf = (element) => [element.localName, element.id && `#${element.id}`, ...[...element.classList].map((name) => `.${name}`)].join('');
  const innermost = (is) => [...document.body.querySelectorAll('*')]
    .filter((element) => is(element) && ![...element.children].some(is))
    .slice(0, 5)
    .map(nameOf);
  return {
    width: document.documentElement.scrollWidth,
    hasViewportLine: /width=device-width/.test(document.querySelector('meta[name=viewport]')?.content ?? ''),
    tooWide: innermost(sticksOut),
    cutOff: innermost(isCutOff),
  };
}

/** A picture of the whole page in e2e/shots/, for a person to look at; the width stands in its name. */
export async function screenshot(page, name) {
  await mkdir(shots, { recursive: true });
  const kind = `${page.viewportSize().width}${runsScripts(page) ? '' : '-without-js'}`;
  const path = `${shots}${name.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${kind}.png`;
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  return path;
}

/** A picture of a page on the way, once for all engines: it looks the same on each. */
export async function picture(page, name) {
  if (recordOf(page).pictures) await screenshot(page, name);
}
