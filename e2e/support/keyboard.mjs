// A person without a mouse: Tab until the place is reached, and at every stop one can see where one is.
import assert from 'node:assert/strict';

export const hasFocus = (place) => place.evaluate((element) => element === document.activeElement);

/** Presses Tab until `goal` has the focus. */
export async function tabTo(page, goal) {
  const stops = [];
  while (stops.length < 100) {
    await page.keyboard.press('Tab');
    stops.push(await assertFocusIsSeen(page));
    if (await hasFocus(goal)) return;
  }
  assert.fail(`not reached with Tab at ${page.url()}; the last stops: ${stops.slice(-10).join(', ')}`);
}

/** What has the focus stands on the screen, with an outline around it; answers what it is. */
export async function assertFocusIsSeen(page) {
  const { name, outline, width, isOnScreen } = await page.evaluate(look);
  assert.ok(outline !== 'none' && width >= 2, `nobody sees the focus on ${name}: outline ${outline} ${width}px`);
  assert.ok(isOnScreen, `${name} has the focus and is not on the screen`);
  return name;
}

/** Runs inside the page. */
function look() {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  return {
    name: `${element.localName}${element.id && `#${element.id}`} ${element.textContent.trim().slice(0, 20)}`,
    outline: outlineStyle,
    width: Number.parseFloat(outlineWidth),
    isOnScreen: width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight,
  };
}
