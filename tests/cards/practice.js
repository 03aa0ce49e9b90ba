// Stripe.js as far as the pay page uses it: one Payment Element with a card number in it, and confirmPayment.
(() => {
  const base = new URL(document.currentScript.src).origin;

  class PaymentElement {
    constructor(secret) { this.secret = secret; this.listeners = {}; }
    on(event, act) { this.listeners[event] = act; }
    mount(place) {
      const holder = typeof place === "string" ? document.querySelector(place) : place;
      holder.innerHTML = '<div class="field"><label class="field__label" for="practice-number">Card number (practice)</label>'
        + '<input class="input" id="practice-number" inputmode="numeric" autocomplete="off" value="4242 4242 4242 4242">'
        + '<p class="meta">4242 4242 4242 4242 pays, 4000 0000 0000 0341 is declined, 4000 0025 0000 3155 asks you to confirm, twint takes its time.</p></div>';
      this.input = holder.querySelector("input");
      if (this.listeners.ready) this.listeners.ready();
    }
  }

  const post = async (path, body) => {
    const answer = await fetch(base + path, { method: "POST", body: JSON.stringify(body) });
    return [answer.ok, await answer.json().catch(() => ({}))];
  };

  window.Stripe = (key) => ({
    elements: ({ clientSecret }) => ({
      secret: clientSecret,
      create(kind) { this.element = new PaymentElement(clientSecret); return this.element; },
      submit: async () => ({}),
    }),
    async confirmPayment({ elements, confirmParams }) {
      const secret = elements.secret;
      const path = `/v1/payment_intents/${secret.split("_secret_")[0]}`;
      const number = elements.element.input.value.replaceAll(" ", "");
      let [isGood, intent] = await post(`${path}/_pay`, { key, client_secret: secret, number });
      if (!isGood) return { error: intent.error || { message: "The card could not be tried." } };
      if (intent.status === "requires_action") {
        const success = window.confirm("Your bank asks: is this you?");
        [isGood, intent] = await post(`${path}/_authenticate`, { key, client_secret: secret, success });
      }
      if (intent.last_payment_error) return { error: intent.last_payment_error };
      window.location.assign(confirmParams.return_url);
      return {};
    },
  });
})();
