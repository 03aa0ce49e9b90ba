// The pay page: Stripe's Payment Element where a payment was begun, and asking how it went where it was made.
(() => {
  "use strict";

  const looking = document.querySelector("form[data-look]");
  if (looking) {
    window.setTimeout(() => looking.submit(), Number(looking.dataset.look) * 1000);
    return;
  }

  const form = document.getElementById("pay");
  if (!form) return;
  const button = form.querySelector("button");
  const error = document.getElementById("pay-error");

  const say = (text) => {
    error.textContent = text;
    error.hidden = !text;
  };

  if (!window.Stripe) {
    say(form.dataset.away);
    return;
  }
  const style = getComputedStyle(document.documentElement);
  const colour = style.getPropertyValue("--brand-primary-strong").trim();
  const stripe = window.Stripe(form.dataset.key);
  const elements = stripe.elements({
    clientSecret: form.dataset.secret,
    appearance: { variables: colour ? { colorPrimary: colour } : {} },
  });
  const fields = elements.create("payment");
  fields.on("ready", () => {
    button.parentElement.hidden = false;
    document.getElementById("pay-hosted").hidden = true;
  });
  fields.mount("#payment-element");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const label = button.textContent;
    button.disabled = true;
    button.textContent = form.dataset.working;
    say("");
    const result = await stripe.confirmPayment({ elements, confirmParams: { return_url: form.dataset.return } });
    if (result.error) {
      say(result.error.message);
      button.disabled = false;
      button.textContent = label;
    }
  });
})();
