// Passkeys need a script: show their buttons where it runs, and say so when a passkey fails.
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const complaint = document.getElementById("passkey-error");
  if (complaint) complaint.hidden = false;
});
