// The payment page: puts the processor's card fields into the form, each in an iframe of the processor's own. The card's number is
// typed there and goes to the processor alone; what comes back is a token, which becomes the value of the choice.
(() => {
  'use strict';
  // After this long without a word the fields are taken for unreachable; the other ways to pay stay.
  const SILENT_MS = 8000;

  document.querySelectorAll('input[data-card-fields]:not([data-started])').forEach((choice) => {
    choice.dataset.started = 'yes';
    const processor = new URL(choice.dataset.cardFields).origin;
    const form = choice.form;
    const button = form.querySelector('button[type=submit]');
    const place = document.getElementById(choice.getAttribute('aria-controls'));
    const status = place.querySelector('[role=status]');
    let frame = null;

    const show = () => {
      place.hidden = !choice.checked;
      if (choice.checked && !frame) {
        frame = document.createElement('iframe');
        frame.title = 'Card details, at ' + choice.dataset.title;
        // It runs its own script and talks to its own server; it cannot lead this page elsewhere.
        frame.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms');
        frame.src = processor + '/elements/card?origin=' + encodeURIComponent(window.location.origin);
        place.prepend(frame);
        setTimeout(() => {
          if (!frame.dataset.ready) {
            status.textContent = choice.dataset.title + ' cannot be reached at the moment. Please choose another way below.';
          }
        }, SILENT_MS);
      }
    };

    const wait = (waiting) => {
      button.disabled = waiting;
      if (waiting) {
        status.textContent = 'Checking your card…';
      } else {
        status.textContent = '';
      }
    };

    form.addEventListener('change', show);
    form.addEventListener('submit', (event) => {
      if (choice.checked && !choice.value) {
        event.preventDefault();
        wait(true);
        frame.contentWindow.postMessage({ target: 'card-fields', type: 'tokenise' }, processor);
      }
    });
    window.addEventListener('message', (event) => {
      // Only the frame that we made, and only from where we loaded it.
      const ours = frame && event.origin === processor && event.source === frame.contentWindow;
      if (!ours || !event.data || event.data.source !== 'card-fields') {
        return;
      }
      frame.dataset.ready = 'yes';
      if (event.data.type === 'token') {
        wait(false);
        choice.value = choice.dataset.tokenPrefix + event.data.token;
        form.requestSubmit();
      } else if (event.data.type === 'problem') {
        wait(false);
      } else if (event.data.type === 'change') {
        choice.value = '';
      }
    });
    // Back from the bank by the browser's own button: nothing is under way any more.
    window.addEventListener('pageshow', () => {
      choice.value = '';
      wait(false);
    });
    show();
  });
})();
