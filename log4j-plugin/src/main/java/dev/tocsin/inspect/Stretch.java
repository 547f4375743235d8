package dev.tocsin.inspect;

/** Finds the stretch of a text that says most for a kind of attack. */
final class Stretch implements Scan.Watcher {
  /** So many characters are shown on both sides, as a part alone may be one word. */
  private static final int AROUND = 24;

  private final int kind;
  private int sum;
  private int most;
  private int start;
  private int mostStart;
  private int mostEnd;
  private boolean hadComment;

  private Stretch(int kind) {
    this.kind = kind;
  }

  /** That of a text, read with or without what looks like its comments. */
  static Stretch find(CharSequence text, Model model, int kind, boolean comments) {
    Stretch stretch = new Stretch(kind);
    stretch.hadComment = Scan.hadComment(Scan.scan(text, model, comments, stretch));
    return stretch;
  }

  /** Whether something was passed over as a comment. */
  boolean hadComment() {
    return hadComment;
  }

  boolean saysMore(Stretch other) {
    return most > other.most;
  }

  @Override
  public void feature(int feature) {
    // Only sums count.
  }

  @Override
  public void word(int word) {
    // Only sums count.
  }

  @Override
  public void place(int at, long weights, int count) {
    if (sum == 0) {
      start = at;
    }
    sum = Math.max(0, sum + Model.sum(weights, count, kind));
    if (sum > most) {
      most = sum;
      mostStart = start;
      mostEnd = at;
    }
  }

  /** The stretch, or as much of its beginning as may be shown. */
  String of(CharSequence text) {
    int from = wordStart(text, Math.max(0, mostStart - AROUND));
    int to = Math.min(text.length(), mostEnd + AROUND);
    return text.subSequence(from, Math.min(to, from + InputInspector.MOST_PART_CHARACTERS))
        .toString();
  }

  /** Where the word of a place begins, if that is not far: rules of redaction look at words. */
  private static int wordStart(CharSequence text, int place) {
    for (int i = place; i > Math.max(0, place - AROUND); i--) {
      if (text.charAt(i - 1) <= ' ') {
        return i;
      }
    }
    return place <= AROUND ? 0 : place;
  }
}
