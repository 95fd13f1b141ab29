// The review a little smoother: how many answers are chosen, all at once, and the history where it stands.
//
// Not here: deciding anything. Without this script the buttons and the links do the same.

/** The buttons say how many answers they are about. */
export function choosing() {
  for (const form of document.querySelectorAll('form[data-queue]')) {
    const boxes = () => [...form.querySelectorAll('input[name="answers"]')];
    const buttons = [...form.querySelectorAll('button[data-many]')].map((button) => ({
      button,
      none: button.textContent,
    }));
    const say = () => {
      const n = boxes().filter((box) => box.checked).length;
      for (const { button, none } of buttons) {
        button.textContent = n === 0 ? none : button.dataset.many.replace('{n}', String(n));
      }
    };
    const all = form.querySelector('button[data-all]');
    if (all instanceof HTMLButtonElement) {
      all.hidden = false;
      all.addEventListener('click', () => {
        const every = boxes().every((box) => box.checked);
        for (const box of boxes()) box.checked = !every;
        say();
      });
    }
    form.addEventListener('change', say);
    say();
  }
}

/** The history of a value opens on the page; the link itself still leads to its page. */
export function histories() {
  const links = document.querySelectorAll('a.history');
  if (links.length === 0 || typeof HTMLDialogElement !== 'function') return;
  const box = document.createElement('dialog');
  box.className = 'trail-box';
  box.setAttribute('aria-labelledby', 'trail-title');
  document.body.append(box);
  for (const link of links) {
    link.addEventListener('click', async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      try {
        const answer = await fetch(link.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const title = page.querySelector('main h1');
        const said = page.querySelector('main .answer');
        const trail = page.getElementById('history');
        if (!answer.ok || !title || !trail) throw new Error('no history');
        const head = document.createElement('h2');
        head.id = 'trail-title';
        head.textContent = title.textContent;
        const close = document.createElement('button');
        close.type = 'button';
        close.textContent = '閉じる';
        close.addEventListener('click', () => box.close());
        box.replaceChildren(head, ...(said ? [document.importNode(said, true)] : []), document.importNode(trail, true), close);
        box.showModal();
      } catch {
        // The page of its own says the same, or why it cannot.
        location.assign(link.href);
      }
    });
  }
  box.addEventListener('close', () => box.replaceChildren());
}
