package dev.tocsin.sample.login.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.sample.login.account.SeededUsers.SeededUser;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UserDirectoryTest {
  private final List<SeededUser> seeded = SeededUsers.of(7);
  private final UserDirectory users = new UserDirectory(seeded, new Random(1));

  @Test
  void makesTheSameUsersFromTheSameSeedAndOtherPinsFromAnother() {
    assertThat(SeededUsers.of(7)).isEqualTo(seeded);
    assertThat(SeededUsers.of(8)).isNotEqualTo(seeded);
    assertThat(seeded).extracting(SeededUser::pin).allMatch(pin -> pin.matches("[0-9]{6}"));
    assertThat(seeded).filteredOn(user -> user.role() == Role.ADMIN).hasSize(1);
  }

  @Test
  void acceptsTheRightPinOfEachUserAndNoOther() {
    for (SeededUser user : seeded) {
      assertThat(users.verify(users.find(user.id()), user.pin())).isTrue();
      assertThat(users.verify(users.find(user.id()), user.pin() + "0")).isFalse();
    }
    assertThat(users.verify(users.find("alice"), "")).isFalse();
  }

  @Test
  void acceptsNoPinForAUserThatDoesNotExist() {
    assertThat(users.find("nobody")).isNull();
    assertThat(users.verify(null, "")).isFalse();
    assertThat(users.verify(null, "000000")).isFalse();
  }

  @Test
  void saltsEachHashOfItsOwn() {
    PinHash one = PinHash.of("123456", new Random(1));
    PinHash other = PinHash.of("123456", new Random(2));

    assertThat(one.matches("123456")).isTrue();
    assertThat(other.matches("123456")).isTrue();
    assertThat(one).usingRecursiveComparison().isNotEqualTo(other);
  }
}
