// SPDX-License-Identifier: LGPL-2.1-only
// The filter of the queue.  Without this script the page shows all of it.
(function () {
    var form = document.getElementById("filter");
    if (!form)
        return;
    var rows = Array.prototype.slice.call(document.querySelectorAll("#patches tbody tr"));
    var shown = document.getElementById("shown");
    function apply() {
        var words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
        var n = 0;
        rows.forEach(function (row) {
            var text = row.textContent.toLowerCase();
            var fits = ["class", "group", "origin"].every(function (what) {
                var wanted = form.elements[what].value;
                return !wanted || row.getAttribute("data-" + what) === wanted;
            }) && words.every(function (word) { return text.indexOf(word) >= 0; });
            row.hidden = !fits;
            n += fits ? 1 : 0;
        });
        shown.textContent = n + " of " + rows.length + " patches";
    }
    form.addEventListener("input", apply);
    form.addEventListener("reset", function () { setTimeout(apply, 0); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.hidden = false;
    apply();
})();
