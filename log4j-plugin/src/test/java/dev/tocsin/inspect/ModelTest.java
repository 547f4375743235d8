package dev.tocsin.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ModelTest {
  @Test
  void isReadAsItWasWritten() throws IOException {
    Model standard = Model.standard();

    Model read = Model.read(new ByteArrayInputStream(written(standard)));

    for (int i = 0; i <= Model.FEATURES; i++) {
      assertThat(read.weights(i)).isEqualTo(standard.weights(i));
    }
    for (int kind = 0; kind < Model.KINDS; kind++) {
      assertThat(read.medium(kind)).isEqualTo(standard.medium(kind)).isPositive();
      assertThat(read.high(kind)).isEqualTo(standard.high(kind));
      assertThat(read.high(kind)).isGreaterThanOrEqualTo(read.medium(kind));
    }
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    byte[] whole = written(Model.standard());

    assertThatThrownBy(() -> Model.read(new ByteArrayInputStream(new byte[whole.length])))
        .isInstanceOf(IOException.class)
        .hasMessage("no model of this form");
    assertThatThrownBy(
            () -> Model.read(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length - 1))))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void sumsOfAllKindsGoIntoOneNumber() {
    byte[][] weights = new byte[Model.KINDS][Model.FEATURES + 1];
    weights[0][7] = 127;
    weights[1][7] = -128;
    weights[2][7] = -1;
    weights[3][7] = 5;
    Model model =
        new Model(
            weights,
            new long[1 << (Model.WORD_BITS - 6)],
            new int[Model.KINDS],
            new int[Model.KINDS]);

    long sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += model.weights(7);
    }

    assertThat(Model.sum(sum, 12, 0)).isEqualTo(12 * 127);
    assertThat(Model.sum(sum, 12, 1)).isEqualTo(-12 * 128);
    assertThat(Model.sum(sum, 12, 2)).isEqualTo(-12);
    assertThat(Model.sum(sum, 12, 3)).isEqualTo(60);
  }

  private static byte[] written(Model model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    model.write(out);
    return out.toByteArray();
  }
}
