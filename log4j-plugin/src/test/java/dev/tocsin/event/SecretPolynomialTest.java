package dev.tocsin.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecretPolynomialTest {
  private static final BigInteger PRIME =
      BigInteger.TWO.pow(SecretPolynomial.BITS).subtract(BigInteger.ONE);

  @Test
  void reckonsAsNumbersWithoutBoundDo() {
    Random random = new Random(5);
    long[] numbers = {0, 1, PRIME.longValueExact() - 1, 0};
    int[] symbols = {0, 1, Integer.MAX_VALUE, 0};
    for (int round = 0; round < 20_000; round++) {
      long seed = round == 0 ? -1 : round == 1 ? 0 : random.nextLong();
      numbers[3] = random.nextLong(PRIME.longValueExact());
      symbols[3] = random.nextInt(Integer.MAX_VALUE);
      SecretPolynomial polynomial = new SecretPolynomial(seed);
      BigInteger point = BigInteger.valueOf((seed >>> 4) + 0x2_0000);
      for (long number : numbers) {
        for (int symbol : symbols) {
          assertThat(polynomial.next(number, symbol))
              .isEqualTo(
                  BigInteger.valueOf(number)
                      .multiply(point)
                      .add(BigInteger.valueOf(symbol))
                      .mod(PRIME)
                      .longValueExact());
        }
      }
    }
  }
}
