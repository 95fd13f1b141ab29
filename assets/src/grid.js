// The grid: moving by keyboard, writing in place, pasting out of a spreadsheet.
//
// A cell that has the focus is either chosen (its words are selected, arrows move on) or being written
// (arrows move in the words). It is never made read-only, so that Japanese input works from the first
// key. Not here: when and how something is sent (`saving.js`).

import { guard, line, offer, plain, saver, sent as asSent, sweep, unsaved, versions } from './saving.js';

/** Where a cell lies, among the cells that can be written. */
function place(cell) {
  return { row: cell.closest('tr'), column: Number(cell.dataset.column) };
}

const control = (cell) => cell?.querySelector('[data-control]') ?? null;

/** The next cell that can be written, in a direction; none at the edge. */
export function neighbour(cell, key) {
  const { row, column } = place(cell);
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    let next = key === 'ArrowLeft' ? cell.previousElementSibling : cell.nextElementSibling;
    while (next && !control(next)) next = key === 'ArrowLeft' ? next.previousElementSibling : next.nextElementSibling;
    return next;
  }
  let next = key === 'ArrowUp' ? row.previousElementSibling : row.nextElementSibling;
  for (; next; next = key === 'ArrowUp' ? next.previousElementSibling : next.nextElementSibling) {
    const found = next.querySelector(`td[data-column="${column}"]`);
    if (control(found)) return found;
  }
  return null;
}

/** Whether a text is a block of cells and not the words of one. */
export function isBlock(text) {
  return /\t|\r|\n/.test(text.replace(/(\r\n|\r|\n)$/, ''));
}

/** Whether an arrow moves in the words that are being written: in one line only to the sides. */
function staysIn(box, key, isWriting) {
  return isWriting && (box instanceof HTMLTextAreaElement || key === 'ArrowLeft' || key === 'ArrowRight');
}

/** @param {HTMLElement} form The form of all rows, or what holds the rows, each with a form of its own. */
function begin(form) {
  const say = line();
  const rows = [...form.querySelectorAll('tr[data-answer]')].map(follow);
  let written = null;
  let before = '';
  let leaves = false;

  /** Saves a row, and shows what becomes of it. */
  function follow(row) {
    const cells = new Map([...row.querySelectorAll('td[data-field]')].map((cell) => [cell.dataset.field, cell]));
    const saving = saver({
      url: row.dataset.answer,
      owner: form.dataset.owner,
      key: row.dataset.draft,
      say,
      told: (result, sent) => {
        const state = row.querySelector('[data-state]');
        if (state) {
          state.querySelector('[data-sign]').textContent = result.state.sign;
          state.querySelector('[data-label]').textContent = result.state.label;
        }
        for (const [word, cell] of cells) show(word, cell, result, sent[word]);
        if (saving.held().length > 0) say(`${row.dataset.name}に、まだ保存していない欄があります。表の印をご覧ください。`, 'trouble');
      },
    });

    function show(word, cell, result, sent) {
      const seen = cell.querySelector('[data-seen]');
      const box = control(cell);
      const wrong = result.wrong.find((w) => w.field === word);
      if (sent) {
        cell.querySelector('[data-wrong]').textContent = wrong?.why ?? '';
        if (wrong) box.setAttribute('aria-invalid', 'true');
        else box.removeAttribute('aria-invalid');
        cell.classList.toggle('is-saved', !wrong);
      }
      const value = result.values[word] ?? '';
      const conflict = result.conflicts.find((c) => c.field === word);
      if (conflict) {
        cell.querySelector('.versions')?.remove();
        cell.firstElementChild.append(
          versions(cell.dataset.name, conflict, (taken) => {
            seen.value = value;
            if (taken === 'theirs') {
              saving.forget(word);
              box.value = result.boxes[word] ?? '';
            } else {
              saving.settle(word, value, asSent(cell.dataset.kind, box.value));
            }
            choose(cell);
          }),
        );
        return;
      }
      if (saving.held().includes(word)) return;
      const untouched = !sent && plain(seen.value) !== plain(value);
      seen.value = value;
      // Once nobody writes there, a box says what is stored as it is stored: an amount, a list, a schedule.
      if ((untouched || (sent && !saving.has(word))) && written !== cell) box.value = result.boxes[word] ?? '';
    }
    return { row, cells, saving };
  }

  const rowOf = (cell) => rows.find((one) => one.row === cell.closest('tr'));
  const typed = (cell, pause) => {
    const { saving } = rowOf(cell);
    const text = asSent(cell.dataset.kind, control(cell).value);
    saving.note(cell.dataset.field, cell.querySelector('[data-seen]').value, text, pause);
    // What was wrong beside it may have been wrong for the want of it.
    for (const word of saving.held()) {
      const other = word === cell.dataset.field ? undefined : rowOf(cell).cells.get(word);
      if (other) saving.note(word, other.querySelector('[data-seen]').value, asSent(other.dataset.kind, control(other).value), pause);
    }
  };

  /** Chooses a cell: its words are selected, the next key replaces them. */
  function choose(cell) {
    const box = control(cell);
    if (!box) return;
    box.focus();
    settle(cell);
  }

  function settle(cell) {
    const box = control(cell);
    written = null;
    before = box.value;
    cell.classList.remove('is-written');
    if (!(box instanceof HTMLSelectElement)) box.select();
  }

  function write(cell) {
    written = cell;
    cell.classList.add('is-written');
    const box = control(cell);
    if (box instanceof HTMLTextAreaElement) {
      box.style.height = 'auto';
      box.style.height = `${Math.min(box.scrollHeight + 4, 320)}px`;
    }
  }

  const cellOf = (target) => (target instanceof Element ? target.closest('td[data-field]') : null);
  const isControl = (target) => target instanceof Element && target.matches('[data-control]');

  form.addEventListener('focusin', (event) => {
    if (!isControl(event.target)) return;
    const cell = cellOf(event.target);
    if (written !== cell) settle(cell);
  });
  form.addEventListener('focusout', (event) => {
    if (!isControl(event.target)) return;
    const cell = cellOf(event.target);
    cell.classList.remove('is-written');
    if (written === cell) written = null;
    event.target.style.height = '';
    typed(cell, 0);
  });
  // A click into words that are chosen already places the caret.
  form.addEventListener('mousedown', (event) => {
    if (isControl(event.target) && document.activeElement === event.target) write(cellOf(event.target));
  });
  form.addEventListener('mouseup', (event) => {
    if (isControl(event.target) && written !== cellOf(event.target)) {
      event.preventDefault();
      if (!(event.target instanceof HTMLSelectElement)) event.target.select();
    }
  });
  form.addEventListener('input', (event) => {
    if (!isControl(event.target)) return;
    const cell = cellOf(event.target);
    if (!(event.target instanceof HTMLSelectElement)) write(cell);
    typed(cell, 1000);
  });
  form.addEventListener('compositionstart', (event) => {
    if (isControl(event.target)) write(cellOf(event.target));
  });

  form.addEventListener('keydown', (event) => {
    if (!isControl(event.target) || event.isComposing || event.keyCode === 229) return;
    const cell = cellOf(event.target);
    const box = event.target;
    const isWriting = written === cell;
    const move = (key) => {
      const next = neighbour(cell, key);
      event.preventDefault();
      if (next) choose(next);
      else settle(cell);
    };
    if (event.key === 'Escape') {
      event.preventDefault();
      if (box.value !== before) {
        box.value = before;
        typed(cell, 0);
      }
      settle(cell);
    } else if (event.key === 'F2') {
      event.preventDefault();
      if (box instanceof HTMLSelectElement) box.showPicker?.();
      else {
        write(cell);
        box.setSelectionRange(box.value.length, box.value.length);
      }
    } else if (event.key === 'Enter' && event.altKey && box instanceof HTMLTextAreaElement) {
      event.preventDefault();
      write(cell);
      box.setRangeText('\n', box.selectionStart, box.selectionEnd, 'end');
      typed(cell, 1000);
      write(cell);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      move(event.shiftKey ? 'ArrowUp' : 'ArrowDown');
    } else if (event.key.startsWith('Arrow') && !staysIn(box, event.key, isWriting) && !event.altKey && !event.shiftKey && !event.ctrlKey) {
      move(event.key);
    } else if (box instanceof HTMLSelectElement && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const isClear = ['0', 'Delete', 'Backspace'].includes(event.key);
      const option = isClear ? box.options[0] : box.querySelector(`option[data-key="${CSS.escape(event.key)}"]`);
      if (!option) return;
      event.preventDefault();
      box.value = option.value;
      typed(cell, 0);
      if ('advance' in form.dataset && !isClear) move('ArrowDown');
    }
  });

  form.addEventListener('paste', async (event) => {
    if (!isControl(event.target)) return;
    const cell = cellOf(event.target);
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const single = !isBlock(text) || (written === cell && !text.includes('\t'));
    const paste = document.getElementById('paste');
    if (!paste || (single && !(event.target instanceof HTMLSelectElement))) return;
    event.preventDefault();
    // What is typed is saved first: the preview compares with what is stored.
    await Promise.all(rows.map((one) => one.saving.flush()));
    if (!rows.every((one) => one.saving.isClean())) {
      say('まだ保存していない欄があります。保存が済んでから、もう一度貼り付けてください。', 'trouble');
      return;
    }
    paste.elements.namedItem('text').value = text;
    paste.elements.namedItem('item').value = cell.closest('tr').dataset.item;
    paste.elements.namedItem('column').value = cell.dataset.column;
    leaves = true;
    paste.submit();
  });

  form.addEventListener('submit', async (event) => {
    if (form.querySelector('input[type=radio][name*="take."]')) {
      leaves = true;
      return;
    }
    event.preventDefault();
    for (const { cells } of rows) for (const cell of cells.values()) if (control(cell)) typed(cell, 0);
    const arrived = await Promise.all(rows.map((one) => one.saving.flush()));
    if (arrived.every(Boolean) && rows.every((one) => one.saving.isClean())) {
      if (document.getElementById('saved').dataset.kind !== 'saved') say('保存されています。', 'saved');
    }
  });

  for (const button of form.querySelectorAll('[data-unscripted]')) button.hidden = true;
  guard(() => leaves || rows.every((one) => one.saving.isClean()));

  const open = rows.map((one) => {
    const stored = (word) => one.cells.get(word)?.querySelector('[data-seen]')?.value ?? null;
    return { ...one, left: Object.entries(unsaved(one.saving.kept, stored)) };
  });
  const lines = open.flatMap(({ row, cells, left }) =>
    left.map(([word, change]) => ({
      name: `${row.dataset.name}　${cells.get(word).dataset.name}`,
      stored: control(cells.get(word)).value,
      text: change.text,
    })),
  );
  if (lines.length > 0) {
    offer(
      lines,
      () => {
        for (const { cells, saving, left } of open) {
          for (const [word, change] of left) {
            control(cells.get(word)).value = change.text;
            saving.settle(word, change.seen, change.text);
          }
          void saving.flush();
        }
      },
      () => {
        for (const { saving } of open) saving.kept.write({});
      },
    );
  }
}

sweep();
const form = document.querySelector('.grid-form');
if (form instanceof HTMLElement && form.querySelector('tr[data-answer]')) begin(form);
