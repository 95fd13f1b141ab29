// The board fills up while one looks at it: the page is asked for again and its parts are exchanged.
//
// Focus, scroll positions and opened details stay where they are. Without a script a link does the same.
// Not here: any figure; what is shown is what the server drew.

/** Nobody has touched the page for so long: then it is left alone, so that the session can end. */
const IDLE = 15 * 60 * 1000;

/** How an element is found again after its part was exchanged. */
function trace(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const href = element.getAttribute('href');
  return href ? `${element.tagName}[href="${CSS.escape(href)}"]` : null;
}

/** Exchanges a part, if it changed, without moving anything. */
function exchange(old, fresh) {
  if (old.innerHTML === fresh.innerHTML) return;
  const active = old.contains(document.activeElement) ? trace(document.activeElement) : null;
  const scrolled = [...old.querySelectorAll('.scroll')].map((box) => [box.scrollLeft, box.scrollTop]);
  const open = [...old.querySelectorAll('details')].map((box) => box.open);
  old.replaceChildren(...fresh.childNodes);
  old.querySelectorAll('.scroll').forEach((box, n) => {
    if (scrolled[n]) [box.scrollLeft, box.scrollTop] = scrolled[n];
  });
  old.querySelectorAll('details').forEach((box, n) => {
    box.open = Boolean(open[n]);
  });
  if (active) old.querySelector(active)?.focus({ preventScroll: true });
}

function live(board) {
  const every = Number(board.dataset.live) * 1000;
  const said = board.querySelector('[data-said]');
  let touched = Date.now();
  for (const event of ['pointerdown', 'keydown', 'scroll', 'pointermove']) {
    document.addEventListener(event, () => { touched = Date.now(); }, { passive: true, capture: true });
  }
  const look = async () => {
    if (document.hidden) return;
    if (Date.now() - touched > IDLE) {
      said.textContent = '自動の更新を止めています。画面を操作すると再開します。';
      return;
    }
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' }, cache: 'no-store' });
      // A redirect leads to the sign-in page: nothing of the board is in it.
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const parts = answer.ok ? page.querySelectorAll('[data-part]') : [];
      if (parts.length === 0) {
        said.textContent = '最新の状況を受け取れませんでした。表示しているのは前の状況です。';
        return;
      }
      for (const fresh of parts) {
        const old = board.querySelector(`[data-part="${CSS.escape(fresh.dataset.part)}"]`);
        if (old) exchange(old, fresh);
      }
      said.textContent = '';
    } catch {
      said.textContent = 'サーバーにつながりません。表示しているのは前の状況です。';
    }
  };
  setInterval(look, every);
  document.addEventListener('visibilitychange', look);
  board.addEventListener('gyokaku:look', look);
}

const board = document.querySelector('[data-live]');
if (board) live(board);
