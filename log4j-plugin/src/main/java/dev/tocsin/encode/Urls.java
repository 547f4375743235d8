package dev.tocsin.encode;

/** Where the parts of a request's URL end. */
final class Urls {
  private Urls() {}

  /**
   * The end of the query: the fragment, or the end of the text.
   *
   * @param pathEnd where the path ends; the query begins one behind, if there is one
   */
  static int queryEnd(CharSequence url, int pathEnd) {
    int length = url.length();
    if (pathEnd < length && url.charAt(pathEnd) == '#') {
      return pathEnd;
    }
    int at = pathEnd;
    while (at < length && url.charAt(at) != '#') {
      at++;
    }
    return at;
  }
}
