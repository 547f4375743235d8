package dev.tocsin.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstLookTest {
  private static final SecretFinder FINDER = new SecretFinder(SecretNames.BUILT_IN);

  /** Parts of secrets, and characters between which they count or do not. */
  private static final String[] PIECES = {
    "4111" + "1111",
    "1111 ",
    "5500-",
    "378282",
    "8224631",
    "0005",
    "4%20",
    ".",
    "-",
    "_",
    "\u00a0",
    "xoxb-",
    "sk" + "-",
    "sk_live_",
    "gh" + "p_",
    "SG.",
    "hvs.",
    "ya29.",
    "AK" + "IA",
    "AIza",
    "npm_",
    "key-",
    "dop_v1_",
    "abcdefghij",
    "ABCDEFGHIJ0123456789",
    "0a1b2c3d4e5f67890a1b",
    "eyJ",
    "hbGciOiJIUzI1",
    "Q~",
    "8",
    "basic ",
    "BEARER ",
    "ba\u017fic ",
    "dTpwYXNzd29yZA==",
    "--token ",
    "-u ",
    "me:pass",
    "-----BEGIN ",
    "PRIVATE" + " KEY-----",
    "password",
    "=",
    ": ",
    "<pin>",
    "%3D",
    "%3a",
    "%22",
    "token",
    " ",
    "x",
    "\n",
    "\u0664",
    "\u00e9"
  };

  /** The number of secrets that were found in the text, of which none may be overlooked. */
  private static int look(String text) {
    if (FINDER.find(text, 0) == Span.NONE) {
      return 0;
    }
    assertThat(FirstLook.mayHold(text)).as(text).isTrue();
    return 1;
  }

  @Test
  void noSecretIsOverlookedWhereverTheCorpusIsCut() {
    int found = 0;
    for (Corpus.Planted planted : Corpus.secrets()) {
      String text = planted.text();
      for (int cut = 0; cut <= Math.min(text.length(), 300); cut++) {
        found += look(text.substring(0, cut));
        found += look(text.substring(cut));
      }
    }
    System.out.println("first look: " + found + " cut texts with a secret, none overlooked");
    assertThat(found).isGreaterThan(10_000);
  }

  @Test
  void noSecretIsOverlookedAmongRandomPieces() {
    Random random = new Random(27);
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int pieces = 1 + random.nextInt(5); pieces > 0; pieces--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      found += look(text.toString());
    }
    System.out.println("first look: " + found + " random texts with a secret, none overlooked");
    assertThat(found).isGreaterThan(5_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "grace",
        "endpoint",
        "/login",
        "203.0.113.7",
        "2001-db8",
        "2026-11-28",
        "wrong_password",
        "user_id",
        "sign-in of grace failed",
        "basket of user-48151",
        "3f2a9c1e-7b44-4d1a-9e0f-5c2b8a7d6e10",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0"
      })
  void ordinaryTextsNeedNoCloserLook(String text) {
    assertThat(FirstLook.mayHold(text)).isFalse();
  }
}
