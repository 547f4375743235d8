package dev.tocsin.sample.login.account;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The users, in memory. Immutable and thread-safe. */
public final class UserDirectory {
  private final Map<String, User> users = new LinkedHashMap<>();
  private final PinHash nobody;

  /**
   * Hashes the PINs.
   *
   * @param random where the salts come from
   */
  public UserDirectory(Collection<SeededUsers.SeededUser> seeded, RandomGenerator random) {
    for (SeededUsers.SeededUser user : seeded) {
      PinHash pin = PinHash.of(user.pin(), random);
      users.put(user.id(), new User(user.id(), user.name(), user.role(), pin));
    }
    nobody = PinHash.of("", random);
  }

  /** The user of this id, or null. */
  public @Nullable User find(String id) {
    return users.get(id);
  }

  /** All users, in the order they were made. */
  public List<User> all() {
    return List.copyOf(users.values());
  }

  /**
   * Whether this is the user's PIN. For a user that does not exist it is false, and takes as long
   * to say so: the time must not tell which users there are.
   */
  public boolean verify(@Nullable User user, String pin) {
    PinHash hash = user == null ? nobody : user.pin();
    return hash.matches(pin) && user != null;
  }
}
