// Lets a person look at the password being typed; without script the box simply is not there.
const box = /** @type {HTMLInputElement | null} */ (document.getElementById('reveal'));
if (box) {
  const label = box.closest('label');
  if (label) label.hidden = false;
  box.addEventListener('change', () => {
    for (const id of ['password', 'again']) {
      const field = document.getElementById(id);
      if (field instanceof HTMLInputElement) field.type = box.checked ? 'text' : 'password';
    }
  });
}
export {};
