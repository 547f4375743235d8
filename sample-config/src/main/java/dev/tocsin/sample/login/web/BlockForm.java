package dev.tocsin.sample.login.web;

/**
 * The form that blocks a client by hand.
 *
 * @param address as it was typed, empty at first; the others too
 * @param problem one line that says what is wrong with it, or an empty text
 */
record BlockForm(String address, String duration, String reason, String problem) {
  static final BlockForm EMPTY = new BlockForm("", "1h", "", "");

  String html() {
    return """
    <form method="post" action="/admin/block" class="row" autocomplete="off">
      <label>Address<input name="address" value="%s" required maxlength="45" placeholder="203.0.113.7"></label>
      <label>For<input name="duration" value="%s" required maxlength="10" size="6" list="durations"></label>
      <datalist id="durations"><option>15m<option>1h<option>24h<option>7d</datalist>
      <label class="grows">Reason<input name="reason" value="%s" maxlength="200"></label>
      <button class="button">Block</button>
    </form>
    %s"""
        .formatted(
            Html.escape(address),
            Html.escape(duration),
            Html.escape(reason),
            problem.isEmpty()
                ? ""
                : "<p class=\"problem\" role=\"alert\">" + Html.recorded(problem, 300) + "</p>\n");
  }
}
