// Does the work a form asks for (see platform/web/toll.rs) while somebody writes, so that nobody waits because others
// flood the desk. Begins with the first letter. Without this script, or where it comes too late, sending waits its turn.
const form = document.querySelector('form[data-work]');
const AT_ONCE = 256;

async function solve(key, bits) {
  const letters = new TextEncoder();
  for (let first = 0; ; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const hashes = await Promise.all(
      numbers.map((number) => crypto.subtle.digest('SHA-256', letters.encode(`${key}:${number}`))),
    );
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - bits) === 0);
    if (found >= 0) return numbers[found];
    // Typing comes first.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

// The browser offers hashes to pages on a safe connection only.
if (form && globalThis.crypto?.subtle) {
  form.addEventListener('input', async () => {
    form.elements.work.value = await solve(form.elements.form.value, Number(form.dataset.work));
  }, { once: true });
}
