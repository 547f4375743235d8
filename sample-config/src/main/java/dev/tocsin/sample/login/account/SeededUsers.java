package dev.tocsin.sample.login.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The users of the demonstration, with PINs drawn from a seed: same seed, same PINs. */
public final class SeededUsers {
  private static final List<String> MEMBERS =
      List.of("Alice", "Bob", "Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan", "Judy");

  private static final String ADMIN = "Olivia";

  private SeededUsers() {}

  /**
   * A user before the PIN is hashed.
   *
   * @param pin six digits
   */
  public record SeededUser(String id, String name, Role role, String pin) {}

  /** The ten members and, last, the administrator. */
  public static List<SeededUser> of(long seed) {
    Random random = new Random(seed);
    List<SeededUser> users = new ArrayList<>();
    for (String name : MEMBERS) {
      users.add(user(name, Role.MEMBER, random));
    }
    users.add(user(ADMIN, Role.ADMIN, random));
    return List.copyOf(users);
  }

  private static SeededUser user(String name, Role role, Random random) {
    StringBuilder pin = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      pin.append((char) ('0' + random.nextInt(10)));
    }
    return new SeededUser(name.toLowerCase(Locale.ROOT), name, role, pin.toString());
  }
}
