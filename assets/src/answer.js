// The form of an answer, saved as one types.
//
// Without this script the form is sent as a whole, and nothing is missing but the ease.
// Not here: when and how something is sent (`saving.js`).

import { draft, grow, guard, line, offer, plain, saver, sent as asSent, sweep, unsaved, versions } from './saving.js';

/**
 * A field of the form.
 * @typedef {{word: string, label: string, kind: string, root: HTMLElement, seen: HTMLInputElement}} Field
 */

/** What stands in a field's box. */
function text(field) {
  if (field.kind === 'grade') return field.root.querySelector('input[type=radio]:checked')?.value ?? '';
  return asSent(field.kind, field.root.querySelector('[data-control]').value);
}

/** Puts a text into a field's box. */
function put(field, words) {
  if (field.kind === 'grade') {
    for (const radio of field.root.querySelectorAll('input[type=radio]')) radio.checked = radio.value === words;
    return;
  }
  const box = field.root.querySelector('[data-control]');
  box.value = words;
  grow(box);
}

/** @param {HTMLFormElement} form */
function begin(form) {
  const say = line();
  /** @type {Map<string, Field>} */
  const fields = new Map();
  for (const root of form.querySelectorAll('[data-field]')) {
    const { field: word, label, kind } = root.dataset;
    fields.set(word, { word, label, kind, root, seen: root.querySelector('[data-seen]') });
  }

  /** How the server writes each value into its box. @type {Record<string, string>} */
  let boxes = {};

  const saving = saver({
    url: form.dataset.answer,
    owner: form.dataset.owner,
    key: form.dataset.draft,
    say,
    told: (result, sent) => {
      boxes = result.boxes;
      for (const field of fields.values()) show(field, result, sent[field.word]);
      const state = document.getElementById('state');
      state.className = `standing ${result.state.key}`;
      state.querySelector('[data-sign]').textContent = result.state.sign;
      state.querySelector('[data-label]').textContent = result.state.label;
      const held = saving.held();
      if (held.length > 0) {
        const labels = held.map((word) => fields.get(word)?.label).join('、');
        say(`${labels}は、まだ保存していません。欄の下をご覧ください。`, 'trouble');
      }
    },
  });

  /** Shows what the server said of a field. */
  function show(field, result, sent) {
    const value = result.values[field.word] ?? '';
    const isHeld = saving.held().includes(field.word);
    const wrong = result.wrong.find((w) => w.field === field.word);
    const mark = field.root.querySelector('[data-wrong]');
    if (sent) mark.textContent = wrong?.why ?? '';
    for (const box of field.root.querySelectorAll('[data-control], input[type=radio]')) {
      if (sent && wrong) box.setAttribute('aria-invalid', 'true');
      else if (sent) box.removeAttribute('aria-invalid');
    }
    const said = field.root.querySelector('[data-said]');
    said.replaceChildren(
      ...result.remarks.filter((r) => r.field === field.word).map((remark) => {
        const li = document.createElement('li');
        const tag = document.createElement('span');
        tag.className = remark.must ? 'tag must' : 'tag';
        tag.textContent = remark.must ? '提出までに' : 'ご確認';
        li.append(tag, ` ${remark.text}`);
        return li;
      }),
    );
    const reading = field.root.querySelector('[data-reading]');
    if (reading && !isHeld) reading.textContent = result.readings[field.word] ?? '';
    const conflict = result.conflicts.find((c) => c.field === field.word);
    if (conflict) {
      field.root.querySelector('.versions')?.remove();
      field.root.querySelector('.mine').append(
        versions(field.label, conflict, (taken) => {
          field.seen.value = value;
          if (taken === 'theirs') {
            saving.forget(field.word);
            put(field, result.boxes[field.word] ?? '');
            say('相手の入力にしました。', 'saved');
          } else {
            saving.settle(field.word, value, text(field));
          }
          field.root.querySelector('[data-control]')?.focus();
        }),
      );
      return;
    }
    if (isHeld) return;
    const before = field.seen.value;
    field.seen.value = value;
    const box = field.root.querySelector('[data-control]');
    const isBusy = field.root.contains(document.activeElement) && field.kind !== 'grade';
    const untouched = !sent && plain(before) !== plain(value);
    // What somebody else wrote into a box that was not touched; an amount as it was understood.
    if ((untouched || (sent && field.kind === 'yen')) && !isBusy && box) put(field, result.boxes[field.word] ?? '');
  }

  const typed = (field, pause) => saving.note(field.word, field.seen.value, text(field), pause);
  for (const field of fields.values()) {
    const box = field.root.querySelector('[data-control]');
    grow(box);
    field.root.addEventListener('input', (event) => {
      if (!event.target.closest('[data-control]')) return;
      grow(event.target);
      typed(field, field.kind === 'words' ? 1000 : 400);
    });
    field.root.addEventListener('change', (event) => {
      if (event.target.closest('[data-control]')) typed(field, 0);
    });
    // One key for each grade while the focus is in the group.
    field.root.addEventListener('keydown', (event) => {
      if (field.kind !== 'grade' || event.ctrlKey || event.altKey || event.metaKey) return;
      const radio = field.root.querySelector(`input[type=radio][data-key="${CSS.escape(event.key)}"]`);
      if (!radio || !event.target.matches('input[type=radio]')) return;
      event.preventDefault();
      radio.checked = true;
      radio.focus();
      typed(field, 0);
    });
    const copy = field.root.querySelector('[data-copy-last]');
    if (copy) {
      copy.hidden = false;
      copy.addEventListener('click', () => {
        put(field, field.root.querySelector('[data-last]').textContent);
        typed(field, 0);
        box.focus();
      });
    }
    // What came back because it cannot be read is not saved yet.
    if (field.root.querySelector('[data-wrong]').textContent.trim()) typed(field, 0);
    if (field.kind === 'yen') {
      field.root.addEventListener('focusout', () => {
        if (!saving.has(field.word) && boxes[field.word] !== undefined) put(field, boxes[field.word]);
      });
    }
  }

  let leaves = false;
  form.addEventListener('submit', async (event) => {
    const button = event.submitter;
    const isSave = button?.id === 'save' || !button;
    const fromServer = form.querySelector('input[type=radio][name^="take."]');
    if (leaves || (!isSave && saving.isClean()) || fromServer) {
      leaves = true;
      return;
    }
    event.preventDefault();
    for (const field of fields.values()) typed(field, 0);
    const arrived = await saving.flush();
    const held = saving.held();
    if (held.length > 0) {
      const first = fields.get(held[0]);
      first?.root.querySelector('[data-control]')?.focus();
      return;
    }
    if (!arrived) return;
    if (isSave) {
      if (saving.isClean() && document.getElementById('saved').dataset.kind !== 'saved') say('保存されています。', 'saved');
      return;
    }
    leaves = true;
    form.requestSubmit(button);
  });

  const isReplying = () => [...form.querySelectorAll('[data-reply]')].some((box) => box.value.trim() !== '');
  guard(() => leaves || (saving.isClean() && !isReplying()));

  const open = unsaved(saving.kept, (word) => (fields.has(word) ? fields.get(word).seen.value : null));
  const rows = Object.entries(open).map(([word, change]) => ({
    name: fields.get(word).label,
    stored: fields.get(word).kind === 'words' ? fields.get(word).seen.value : text(fields.get(word)),
    text: change.text,
  }));
  if (rows.length > 0) {
    offer(
      rows,
      () => {
        for (const [word, change] of Object.entries(open)) {
          put(fields.get(word), change.text);
          // With what was seen then: what somebody else wrote meanwhile shows as two versions.
          saving.settle(word, change.seen, change.text);
        }
        void saving.flush();
      },
      () => saving.kept.write({}),
    );
  }
}

/** What is left of an answer that takes nothing any more is shown, to be copied. */
function remember(form) {
  const kept = draft(form.dataset.draft);
  const left = Object.entries(kept.read()?.fields ?? {});
  if (left.length === 0) return;
  const name = (word) => form.querySelector(`[data-field="${CSS.escape(word)}"]`);
  const rows = left.map(([word, change]) => ({
    name: name(word)?.dataset.label ?? word,
    stored: name(word)?.querySelector('.reads')?.textContent ?? '',
    text: change.text,
  }));
  offer(rows, null, () => kept.write({}));
}

sweep();
const form = document.querySelector('form[data-draft]');
if (form instanceof HTMLFormElement) (form.dataset.answer ? begin : remember)(form);
