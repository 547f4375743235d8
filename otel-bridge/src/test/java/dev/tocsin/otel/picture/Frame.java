package dev.tocsin.otel.picture;

/** A rectangle to draw in. */
record Frame(double x, double y, double width, double height) {
  double right() {
    return x + width;
  }

  double bottom() {
    return y + height;
  }

  double middle() {
    return x + width / 2;
  }
}
