package dev.tocsin.sample.login.web;

import dev.tocsin.sample.login.account.Lockouts;
import dev.tocsin.sample.login.account.User;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** All accounts, with a way to end their locks. */
final class AccountTable {
  private AccountTable() {}

  static String html(List<User> users, Lockouts lockouts) {
    StringBuilder rows = new StringBuilder();
    for (User user : users) {
      rows.append(row(user, lockouts));
    }
    return """
    <section class="card wide">
      <h2>Accounts</h2>
      <table class="accounts">
        <thead><tr><th>User</th><th>Name</th><th>Role</th><th>State</th><th></th></tr></thead>
        <tbody>
    %s    </tbody>
      </table>
    </section>
    """
        .formatted(rows);
  }

  private static String row(User user, Lockouts lockouts) {
    Instant until = lockouts.lockedUntil(user.id());
    String state =
        until == null
            ? "<span class=\"ok\">open</span>"
            : "<span class=\"bad\">locked until "
                + until.truncatedTo(ChronoUnit.SECONDS)
                + "</span>";
    String action =
        until == null
            ? ""
            : """
            <form method="post" action="/admin"><input type="hidden" name="user" value="%s">\
            <button class="button quiet small">Unlock</button></form>"""
                .formatted(Html.escape(user.id()));
    return """
        <tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>
        """
        .formatted(
            Html.escape(user.id()),
            Html.escape(user.name()),
            user.role().name().toLowerCase(Locale.ROOT),
            state,
            action);
  }
}
