// Amounts in a table: a block out of a spreadsheet fills the boxes from the one that has the focus on.
//
// Nothing is stored by it; the page says what was filled in, and the button stores it. Not here: how an amount is
// read, which the server does.

/** @param {HTMLElement} table */
function begin(table) {
  const rows = [...table.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('input[name^="a."]')]);
  const said = document.getElementById('filled');
  table.addEventListener('paste', (event) => {
    const from = event.target;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const block = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n').map((line) => line.split('\t'));
    if (!(from instanceof HTMLInputElement) || (block.length === 1 && block[0].length === 1)) return;
    const top = rows.findIndex((row) => row.includes(from));
    if (top < 0) return;
    event.preventDefault();
    const left = rows[top].indexOf(from);
    let filled = 0;
    let beyond = 0;
    block.forEach((cells, down) => {
      cells.forEach((cell, right) => {
        const box = rows[top + down]?.[left + right];
        if (!box || box.readOnly || box.disabled) {
          beyond += cell.trim() === '' ? 0 : 1;
          return;
        }
        box.value = cell.trim();
        box.dispatchEvent(new Event('input', { bubbles: true }));
        filled += 1;
      });
    });
    if (said) {
      said.textContent =
        `${filled}か所に貼り付けました。まだ記録していません。` +
        (beyond > 0 ? `${beyond}か所は表の外になるため、貼り付けていません。` : '');
    }
  });
}

for (const table of document.querySelectorAll('.t-amounts')) begin(table);
