// Leaves the page without leaving it in the history, so that the back button does not show it again.
// Without this script the link still leads away.
for (const link of document.querySelectorAll('a.exit')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(link.href);
  });
}
