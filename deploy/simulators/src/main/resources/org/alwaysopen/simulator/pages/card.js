// Runs in the processor's iframe. Talks to one origin: the shop's page that the address names.
(() => {
  'use strict';
  const form = document.getElementById('card');
  const problem = document.getElementById('problem');
  const shop = form.dataset.origin;
  const tell = message => window.parent.postMessage({source: 'card-fields', ...message}, shop);

  const complete = () => form.number.value.replace(/\D/g, '').length >= 12
      && form.expiry.value.replace(/\D/g, '').length >= 3 && form.cvc.value.length >= 3;

  const group = () => {
    const digits = form.number.value.replace(/\D/g, '').slice(0, 19);
    form.number.value = digits.replace(/(.{4})(?=.)/g, '$1 ');
    const expiry = form.expiry.value.replace(/\D/g, '').slice(0, 4);
    form.expiry.value = expiry.length > 2 ? expiry.slice(0, 2) + ' / ' + expiry.slice(2) : expiry;
  };

  form.addEventListener('input', () => {
    group();
    problem.textContent = '';
    tell({type: 'change', complete: complete()});
  });

  const tokenise = async () => {
    try {
      const response = await fetch('/elements/tokens', {method: 'POST', body: new URLSearchParams(new FormData(form))});
      const answer = await response.json();
      if (answer.token) {
        tell({type: 'token', token: answer.token, brand: answer.brand, last4: answer.last4});
      } else {
        problem.textContent = answer.problem;
        tell({type: 'problem', problem: answer.problem});
      }
    } catch (e) {
      problem.textContent = 'The card could not be checked. Please try again.';
      tell({type: 'problem', problem: problem.textContent});
    }
  };

  form.addEventListener('submit', event => {
    event.preventDefault();
    tokenise();
  });
  window.addEventListener('message', event => {
    if (event.origin === shop && event.source === window.parent
        && event.data && event.data.target === 'card-fields' && event.data.type === 'tokenise') {
      tokenise();
    }
  });
  tell({type: 'ready'});
})();
