// The shop works without this file. It makes two things quicker or kinder, and nothing else.

// After htmx has put in a new page, a screen reader starts at its beginning, as after a full load.
document.addEventListener('htmx:afterSettle', (event) => {
  if (event.detail.boosted || event.target === document.body) {
    document.getElementById('main')?.focus({ preventScroll: true });
  }
});

// When no answer comes at all (a region is lost at this moment), the browser's own navigation tries again: the edge sends it
// to another region. A form with a key is safe to send again.
document.addEventListener('htmx:sendError', (event) => {
  const form = event.detail.elt.closest('form');
  if (form) {
    form.submit();
  } else if (event.detail.pathInfo) {
    window.location.href = event.detail.pathInfo.requestPath;
  }
});
