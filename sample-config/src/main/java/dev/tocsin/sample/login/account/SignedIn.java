package dev.tocsin.sample.login.account;

/** Who is signed in, as a web session keeps it. */
public record SignedIn(String userId, String userName, Role role) {

  /** The user's own view. */
  public static SignedIn of(User user) {
    return new SignedIn(user.id(), user.name(), user.role());
  }

  /** Whether the admin page is open to this user. */
  public boolean isAdmin() {
    return role == Role.ADMIN;
  }
}
