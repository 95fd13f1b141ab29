// The outline of a plan: moving its parts by keys and by dragging.
//
// Without this script the buttons do the same. Not here: what a move does; the server decides.

/** @param {HTMLFormElement} form */
function begin(form) {
  const press = (deed) => form.querySelector(`button[name=deed][value="${deed}"]`)?.click();
  form.addEventListener('keydown', (event) => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== 'pick' || !event.altKey) return;
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    press(event.key === 'ArrowUp' ? 'up' : 'down');
  });
  // Outside of text, the usual keys undo.
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== 'z') return;
    if (event.target instanceof Element && event.target.closest('input:not([type=radio]), textarea, select')) return;
    const undo = document.querySelector('[data-undo]');
    if (!undo) return;
    event.preventDefault();
    undo.click();
  });
  // Enter does what the field is for, and never the first button of the form.
  const deeds = { number: 'add-item', title: 'add-item', reason: 'retire', day: 'retire' };
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    if (!(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const deed = deeds[event.target.id];
    if (deed) press(deed);
  });
  let dragged = null;
  for (const part of form.querySelectorAll('[data-part]')) {
    part.draggable = true;
    part.addEventListener('dragstart', (event) => {
      dragged = part;
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', part.dataset.part);
    });
    part.addEventListener('dragover', (event) => {
      if (!dragged || dragged === part) return;
      event.preventDefault();
      part.classList.add('is-target');
    });
    part.addEventListener('dragleave', () => part.classList.remove('is-target'));
    part.addEventListener('drop', (event) => {
      event.preventDefault();
      if (!dragged || dragged === part) return;
      form.querySelector('[data-dragged]').value = dragged.dataset.part;
      form.querySelector('[data-after]').value = part.dataset.part;
      const deed = document.createElement('input');
      deed.type = 'hidden';
      deed.name = 'deed';
      deed.value = 'drop';
      form.append(deed);
      form.submit();
    });
    part.addEventListener('dragend', () => {
      dragged = null;
    });
  }
}

const form = document.querySelector('form.outline-form');
if (form instanceof HTMLFormElement) begin(form);
