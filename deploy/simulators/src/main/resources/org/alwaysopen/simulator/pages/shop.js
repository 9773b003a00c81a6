// For the shop's page: <div data-card-fields="PROCESSOR-ORIGIN"></div> inside a form with <input type=hidden
// name=paymentToken>. Puts the card fields there; when the form is sent, asks them for a token first, and sends it instead.
// A shop with a strict CSP needs: frame-src PROCESSOR-ORIGIN, and script-src for this file (or its own copy of it).
(() => {
  'use strict';
  document.querySelectorAll('[data-card-fields]').forEach(place => {
    const processor = new URL(place.dataset.cardFields).origin;
    const form = place.closest('form');
    const field = form.elements.namedItem('paymentToken');
    const frame = document.createElement('iframe');
    frame.title = 'Card details';
    frame.src = processor + '/elements/card?origin=' + encodeURIComponent(window.location.origin);
    frame.width = '100%';
    frame.height = '190';
    frame.setAttribute('frameborder', '0');
    place.replaceChildren(frame);

    form.addEventListener('submit', event => {
      if (!field.value) {
        event.preventDefault();
        frame.contentWindow.postMessage({target: 'card-fields', type: 'tokenise'}, processor);
      }
    });
    window.addEventListener('message', event => {
      // Only the frame that we made, and only from where we loaded it.
      if (event.origin === processor && event.source === frame.contentWindow
          && event.data && event.data.source === 'card-fields' && event.data.type === 'token') {
        field.value = event.data.token;
        form.requestSubmit();
      }
    });
  });
})();
