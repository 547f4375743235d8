package dev.tocsin.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
  @Test
  void leavesPrintableTextOfAnyScriptAlone() {
    String text = "Grüße, 世界 🔒 a\\b \"c\"";
    assertThat(SafeText.oneLine(text)).isEqualTo(text);
  }

  @Test
  void escapesEveryCharacterThatIsNotForReading() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String shown = SafeText.oneLine("a" + (char) c + "b");
      boolean control = Character.isISOControl(c) || c == 0x2028 || c == 0x2029 || c == 0xfeff;
      boolean bidi = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200f;
      if (control || bidi || Character.isSurrogate((char) c)) {
        assertThat(shown).as("U+%04x", c).startsWith("a\\").endsWith("b").isPrintable();
      }
    }
  }

  @Test
  void cutsTextThatIsTooLongToRead() {
    assertThat(SafeText.oneLine("x".repeat(5000)))
        .startsWith("x".repeat(1000) + "…")
        .endsWith("(5000 characters)");
  }
}
