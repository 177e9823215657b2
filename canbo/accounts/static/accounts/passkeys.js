/* Passkeys: binds the buttons of a page to allauth's webauthn.js, and tells in words what went wrong.
   A button names what it does: data-passkey = "add" | "sign-in" | "authenticate". */
(function () {
  "use strict";

  function place() {
    return document.getElementById("passkey-words");
  }

  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    var words = place();
    if (words) {
      words.hidden = false;
      words.querySelector("p").textContent = words.dataset.words;
    }
  });

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector("[data-passkey]");
    if (!button) {
      return;
    }
    if (!window.PublicKeyCredential) {
      button.disabled = true;
      var words = place();
      if (words) {
        words.hidden = false;
        words.querySelector("p").textContent = words.dataset.missing;
      }
      return;
    }
    var forms = window.allauth.webauthn.forms;
    var ids = { credential: button.dataset.credential, data: "js_data" };
    if (button.dataset.passkey === "add") {
      forms.addForm({ ids: Object.assign({ add: button.id, passwordless: "id_passwordless" }, ids) });
    } else if (button.dataset.passkey === "sign-in") {
      forms.loginForm({ ids: { login: button.id, credential: button.dataset.credential } });
    } else {
      forms.authenticateForm({ ids: Object.assign({ authenticate: button.id }, ids) });
    }
  });
})();
