package dev.tocsin.encode;

import dev.tocsin.event.EventMapping;
import dev.tocsin.event.EventType;
import org.jspecify.annotations.Nullable;

/** What holds for every event of a type: its class, and its members that are known beforehand. */
final class OcsfKind {
  /** The activity that a source names itself. */
  static final int OTHER = 99;

  private static final int TYPES_OF_CLASS = 100;
  private static final int UNKNOWN = 0;
  private static final int CLOSE = 3;
  private static final int DENIED = 2;

  /** The methods that OCSF knows, by their number less one as activities of HTTP Activity. */
  private static final String[] METHODS = {
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PATCH"
  };

  private static final String[] HTTP_ACTIVITIES = {
    "Connect", "Delete", "Get", "Head", "Options", "Post", "Put", "Trace", "Patch"
  };

  private static final String[] API_ACTIVITIES = {"Create", "Read", "Update", "Delete"};

  /** Which of these a method is, by the methods' order. */
  private static final int[] API_OF_METHOD = {0, 4, 2, 2, 0, 1, 3, 0, 3};

  private static final byte[] ALLOWED = Members.ascii(",\"action_id\":1,\"disposition_id\":1");

  final OcsfClass ocsfClass;

  /** The status of a finding that does not tell its own. */
  final int findingStatus;

  /** What is known of the attack, and whether it is an alert. */
  final byte[] security;

  /** The activity of every event that no other is known of. */
  private final int activityId;

  private final boolean byMethod;
  private final byte[] fixed;
  private final byte[] closed;
  private final byte[][] byActivity;
  private final byte[] control;
  private final boolean denies;

  OcsfKind(EventType type) {
    EventMapping.Ocsf ocsf = type.ocsf();
    EventMapping mapping = type.mapping();
    this.ocsfClass = OcsfClass.of(ocsf.classUid());
    Integer status = ocsf.statusId();
    this.findingStatus = status == null ? 1 : status;
    this.activityId = ocsf.activityId();
    this.byMethod = ocsf.activityRule().equals("http_method");
    this.fixed = classification(ocsfClass, activityId, ocsf.activity());
    this.closed = ocsfClass.isFinding() ? classification(ocsfClass, CLOSE, "Close") : fixed;
    this.byActivity = byMethod ? byActivity(ocsfClass) : new byte[0][];
    this.denies = Integer.valueOf(DENIED).equals(ocsf.actionId());
    this.control =
        Members.ascii(
            number("action_id", ocsf.actionId()) + number("disposition_id", ocsf.dispositionId()));
    this.security =
        Members.ascii(
            (ocsf.isAlert() ? ",\"is_alert\":true" : "")
                + (mapping == null ? "" : attacks(mapping.mitreAttack())));
  }

  private static String number(String name, @Nullable Integer number) {
    return number == null ? "" : ",\"" + name + "\":" + number;
  }

  private static byte[] classification(OcsfClass of, int activityId, String activity) {
    // The source's own name of an activity that OCSF has none for comes with the event.
    String name = activityId == OTHER ? "" : ",\"activity_name\":\"" + activity + "\"";
    return Members.ascii(
        ",\"class_uid\":"
            + of.uid
            + ",\"class_name\":\""
            + of.caption
            + "\",\"category_uid\":"
            + of.categoryUid
            + ",\"category_name\":\""
            + of.category
            + "\",\"type_uid\":"
            + (of.uid * TYPES_OF_CLASS + activityId)
            + ",\"type_name\":\""
            + of.caption
            + ": "
            + activity
            + "\",\"activity_id\":"
            + activityId
            + name);
  }

  private static byte[][] byActivity(OcsfClass of) {
    String[] names = of == OcsfClass.HTTP_ACTIVITY ? HTTP_ACTIVITIES : API_ACTIVITIES;
    byte[][] all = new byte[names.length + 1][];
    all[0] = classification(of, UNKNOWN, "Unknown");
    for (int i = 1; i < all.length; i++) {
      all[i] = classification(of, i, names[i - 1]);
    }
    return all;
  }

  private static String attacks(@Nullable String technique) {
    if (technique == null) {
      return "";
    }
    int dot = technique.indexOf('.');
    String whole = dot < 0 ? technique : technique.substring(0, dot);
    return ",\"attacks\":[{\"technique\":{\"uid\":\""
        + whole
        + "\"}"
        + (dot < 0 ? "" : ",\"sub_technique\":{\"uid\":\"" + technique + "\"}")
        + "}]";
  }

  /** Whether OCSF knows a method: it has no others, and they are upper case. */
  static boolean isMethod(CharSequence text) {
    return method(text) >= 0;
  }

  private static int method(CharSequence text) {
    for (int i = 0; i < METHODS.length; i++) {
      if (METHODS[i].contentEquals(text)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Class, activity and type of an event.
   *
   * @param requestMethod the method of the request, null if there is none
   * @param over whether it ends a finding
   */
  byte[] classification(@Nullable CharSequence requestMethod, boolean over) {
    if (over) {
      return closed;
    }
    int method = byMethod && requestMethod != null ? method(requestMethod) : -1;
    if (method < 0) {
      return fixed;
    }
    return byActivity[ocsfClass == OcsfClass.HTTP_ACTIVITY ? method + 1 : API_OF_METHOD[method]];
  }

  /** Whether its events name their activity themselves. */
  boolean namesActivity() {
    return activityId == OTHER;
  }

  /**
   * What was done.
   *
   * @param wentThrough whether it succeeded, which the type's events don't; what was to be denied
   *     was allowed then
   */
  byte[] control(boolean wentThrough) {
    return denies && wentThrough ? ALLOWED : control;
  }
}
