/* Starts the admin's date and time choosers, whose own way is a script inside the page: the policy refuses those. */
(() => {
  "use strict";

  const start = (mark) => {
    if (mark.dataset.started) return;
    mark.dataset.started = "true";
    window[mark.dataset.chooser](mark.dataset.for, JSON.parse(mark.dataset.options));
  };

  const startAll = (root) => {
    if (root.matches && root.matches("template[data-chooser]")) start(root);
    if (root.querySelectorAll) root.querySelectorAll("template[data-chooser]").forEach(start);
  };

  const watch = () => {
    startAll(document);
    new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(startAll)))
      .observe(document.body, { childList: true, subtree: true });
  };

  if (document.readyState === "complete") watch();
  else window.addEventListener("load", watch);
})();
