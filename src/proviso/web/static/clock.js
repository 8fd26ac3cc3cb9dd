// The clock of an incident: the words are kept fresh, and the status line speaks at 30, 10 and 0 minutes only.
(() => {
  "use strict";
  const MINUTE = 60000;
  const TOLD = [30, 10, 0];

  const count = (value, one) => `${value.toLocaleString("en-US")} ${one}${value === 1 ? "" : "s"}`;
  const span = (minutes) => {
    if (minutes < 120) return count(minutes, "minute");
    if (minutes < 48 * 60) return count(Math.floor(minutes / 60), "hour");
    return count(Math.floor(minutes / 1440), "day");
  };
  const words = (left) => {
    if (left > 0) return `${span(Math.ceil(left / MINUTE))} left`;
    const late = Math.floor(-left / MINUTE);
    return late ? `${span(late)} late` : "due now";
  };

  for (const clock of document.querySelectorAll("[data-pv-due]")) {
    const due = Date.parse(clock.dataset.pvDue);
    if (Number.isNaN(due)) continue;
    const left = () => due - Date.now();
    let before = left();
    const look = () => {
      const now = left();
      const said = words(now);
      if (clock.textContent !== said) clock.textContent = said;
      const line = document.getElementById("status");
      if (line && now < before && TOLD.some((mark) => before > mark * MINUTE && now <= mark * MINUTE)) line.textContent = `${said}.`;
      before = now;
    };
    look();
    window.setInterval(look, 5000);
  }
})();
