// The boxes of an item, or of an answer whose wording is mended, saved as one types.
//
// Without this script the form is sent as a whole. Not here: when and how something is sent (`saving.js`).

import { grow, guard, line, offer, plain, saver, sent as asSent, sweep, unsaved, versions } from './saving.js';

/** @param {HTMLFormElement} form */
function begin(form) {
  const say = line();
  let leaves = false;
  const fields = new Map();
  for (const root of form.querySelectorAll('[data-field]')) {
    const box = root.querySelector('[data-control]');
    const { kind, label } = root.dataset;
    fields.set(root.dataset.field, { root, box, kind, seen: root.querySelector('[data-seen]'), label });
    grow(box);
  }
  const text = (field) => asSent(field.kind, field.box.value);
  const saving = saver({
    url: form.dataset.answer,
    owner: form.dataset.owner,
    key: form.dataset.draft,
    say,
    told: (result, sent) => {
      for (const [word, field] of fields) show(word, field, result, sent[word]);
      if (saving.held().length > 0) say('まだ保存していない欄があります。印のある欄をご覧ください。', 'trouble');
    },
  });

  function show(word, field, result, sent) {
    const wrong = result.wrong.find((one) => one.field === word);
    if (sent) {
      field.root.querySelector('[data-wrong]').textContent = wrong?.why ?? '';
      if (wrong) field.box.setAttribute('aria-invalid', 'true');
      else field.box.removeAttribute('aria-invalid');
    }
    const value = result.values[word] ?? '';
    const conflict = result.conflicts.find((one) => one.field === word);
    if (conflict) {
      field.root.querySelector('.versions')?.remove();
      const box = versions(field.label, conflict, (taken) => {
        field.seen.value = value;
        if (taken === 'theirs') {
          saving.forget(word);
          field.box.value = result.boxes[word] ?? value;
        } else {
          saving.settle(word, value, text(field));
        }
        grow(field.box);
        field.box.focus();
      });
      field.root.append(box);
      return;
    }
    if (saving.held().includes(word)) return;
    const untouched = !sent && plain(field.seen.value) !== plain(value);
    field.seen.value = value;
    // A list or a schedule is written as it is kept, once nobody types there.
    const settled = sent && !saving.has(word) && document.activeElement !== field.box;
    if (untouched || settled) {
      field.box.value = result.boxes[word] ?? value;
      grow(field.box);
    }
  }

  const typed = (target, pause) => {
    const root = target instanceof Element ? target.closest('[data-field]') : null;
    const field = root ? fields.get(root.dataset.field) : undefined;
    if (!field || target !== field.box) return;
    grow(field.box);
    saving.note(root.dataset.field, field.seen.value, text(field), pause);
  };
  // A box that was folded away has no height until it is seen.
  form.addEventListener(
    'toggle',
    (event) => {
      for (const { box } of fields.values()) if (event.target.contains(box)) grow(box);
    },
    true,
  );
  form.addEventListener('input', (event) => typed(event.target, 1000));
  form.addEventListener('focusout', (event) => typed(event.target, 0));
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement && !event.isComposing) {
      event.preventDefault();
      typed(event.target, 0);
    }
  });
  form.addEventListener('submit', async (event) => {
    if (leaves || form.querySelector('input[type=radio][name*="take."]')) {
      leaves = true;
      return;
    }
    event.preventDefault();
    for (const { box } of fields.values()) typed(box, 0);
    await saving.flush();
    if (saving.isClean()) {
      leaves = true;
      location.assign(form.dataset.then ?? form.querySelector('a.button.quiet').href);
    }
  });
  guard(() => leaves || saving.isClean());

  const left = Object.entries(unsaved(saving.kept, (word) => fields.get(word)?.seen.value ?? null));
  if (left.length > 0) {
    offer(
      left.map(([word, change]) => ({ name: fields.get(word).label, stored: fields.get(word).seen.value, text: change.text })),
      () => {
        for (const [word, change] of left) {
          const { box } = fields.get(word);
          box.value = change.text;
          grow(box);
          saving.settle(word, change.seen, change.text);
        }
      },
      () => saving.kept.write({}),
    );
  }
}

sweep();
for (const form of document.querySelectorAll('form.edit-form')) begin(form);
