// axe-core on a page whose content security policy forbids every script but its own.
//
// A <script> tag would be refused, so axe runs in an isolated world: it sees the page, the page does not see it, and the
// page's policy does not apply to it.
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { runsScripts } from './browser.mjs';

export const criteria = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Every violation of the criteria on the page as it stands, frames included. */
export async function violations(page) {
  const session = await page.context().newCDPSession(page);
  const withoutJavaScript = !runsScripts(page);
  try {
    if (withoutJavaScript) {
      // Without JavaScript axe would wait for ever: promises stand still too. The page is loaded by now, and the scripts it
      // was not allowed to run do not run afterwards. A session must have said no itself before its yes counts.
      await session.send('Emulation.setScriptExecutionDisabled', { value: true });
      await session.send('Emulation.setScriptExecutionDisabled', { value: false });
    }
    const { frameTree } = await session.send('Page.getFrameTree');
    const found = [];
    for (const frameId of frameIds(frameTree)) found.push(...await violationsIn(session, frameId));
    return found;
  } finally {
    if (withoutJavaScript) await session.send('Emulation.setScriptExecutionDisabled', { value: true });
    await session.detach();
  }
}

export async function assertAccessible(page, name) {
  const found = await violations(page);
  const list = found.map((violation) => [
    `  ${violation.id} (${violation.impact}): ${violation.help}`,
    ...violation.nodes.map((node) => `    ${node.selector}  ${node.why}`),
  ].join('\n')).join('\n');
  assert.equal(found.length, 0, `${name} at ${page.url()} keeps people out:\n${list}`);
}

function frameIds({ frame, childFrames = [] }) {
  return [frame.id, ...childFrames.flatMap(frameIds)];
}

async function violationsIn(session, frameId) {
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId, worldName: 'axe' });
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression, contextId, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await evaluate(`${axe.source}; undefined`);
  // Frames are looked at one by one, above: from here axe could not reach into them.
  const options = { runOnly: { type: 'tag', values: criteria }, resultTypes: ['violations'], iframes: false };
  return evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map((v) => ({
    id: v.id, impact: v.impact, help: v.help,
    nodes: v.nodes.map((node) => ({ selector: node.target.flat().join(' '), why: (node.failureSummary ?? '').replace(/\\s+/g, ' ') })),
  })))`);
}
