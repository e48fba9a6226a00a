// Shows the print button only where it works; the browser's own menu prints as well.
for (const button of document.querySelectorAll('button.paper')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
