package dev.tocsin.encode;

/** The OCSF classes that events become, and which attributes each of them has. */
enum OcsfClass {
  BASE_EVENT(0, "Base Event", 0, "Uncategorized", 0),
  EVENT_LOG(1008, "Event Log Activity", 1, "System Activity", Part.ACTOR | Part.SOURCE),
  DETECTION_FINDING(2004, "Detection Finding", 2, "Findings", Part.EVIDENCES),
  INCIDENT_FINDING(2005, "Incident Finding", 2, "Findings", 0),
  DATA_SECURITY_FINDING(2006, "Data Security Finding", 2, "Findings", Part.ACTOR | Part.SOURCE),
  ACCOUNT_CHANGE(
      3001,
      "Account Change",
      3,
      "Identity & Access Management",
      Part.ACTOR | Part.SOURCE | Part.REQUEST | Part.RESPONSE),
  AUTHENTICATION(
      3002,
      "Authentication",
      3,
      "Identity & Access Management",
      Part.ACTOR | Part.SOURCE | Part.REQUEST | Part.RESPONSE | Part.SESSION),
  AUTHORIZE_SESSION(
      3003,
      "Authorize Session",
      3,
      "Identity & Access Management",
      Part.ACTOR | Part.SOURCE | Part.REQUEST | Part.RESPONSE | Part.SESSION),
  ENTITY_MANAGEMENT(
      3004,
      "Entity Management",
      3,
      "Identity & Access Management",
      Part.ACTOR | Part.SOURCE | Part.REQUEST | Part.RESPONSE),
  USER_ACCESS(
      3005,
      "User Access Management",
      3,
      "Identity & Access Management",
      Part.ACTOR | Part.SOURCE | Part.REQUEST | Part.RESPONSE),
  HTTP_ACTIVITY(
      4002,
      "HTTP Activity",
      4,
      "Network Activity",
      Part.SOURCE | Part.SERVICE | Part.REQUEST | Part.REQUEST_NEEDED | Part.RESPONSE),
  WEB_RESOURCES(
      6001,
      "Web Resources Activity",
      6,
      "Application Activity",
      Part.SOURCE | Part.SERVICE | Part.REQUEST | Part.RESPONSE),
  API_ACTIVITY(
      6003,
      "API Activity",
      6,
      "Application Activity",
      Part.ACTOR | Part.SOURCE | Part.SOURCE_NEEDED | Part.SERVICE | Part.REQUEST | Part.RESPONSE),
  DATASTORE_ACTIVITY(
      6005,
      "Datastore Activity",
      6,
      "Application Activity",
      Part.ACTOR | Part.SOURCE | Part.SOURCE_NEEDED | Part.SERVICE | Part.REQUEST | Part.RESPONSE),
  FILE_HOSTING(
      6006,
      "File Hosting Activity",
      6,
      "Application Activity",
      Part.ACTOR | Part.SOURCE | Part.SOURCE_NEEDED | Part.SERVICE | Part.REQUEST);

  /** What only some classes have, as bits. */
  static final class Part {
    /** {@code actor} of its own; elsewhere it comes with the profile {@code host}. */
    static final int ACTOR = 1;

    /** {@code src_endpoint}. */
    static final int SOURCE = 1 << 1;

    /** It must not be absent. */
    static final int SOURCE_NEEDED = 1 << 2;

    /** {@code dst_endpoint}. */
    static final int SERVICE = 1 << 3;

    /** {@code http_request}. */
    static final int REQUEST = 1 << 4;

    /** It, or a response, must not be absent. */
    static final int REQUEST_NEEDED = 1 << 5;

    /** {@code http_response}. */
    static final int RESPONSE = 1 << 6;

    /** {@code session}. */
    static final int SESSION = 1 << 7;

    /** {@code evidences}, with actor, source and request in it. */
    static final int EVIDENCES = 1 << 8;

    private Part() {}
  }

  final int uid;
  final String caption;
  final int categoryUid;
  final String category;
  private final int parts;

  OcsfClass(int uid, String caption, int categoryUid, String category, int parts) {
    this.uid = uid;
    this.caption = caption;
    this.categoryUid = categoryUid;
    this.category = category;
    this.parts = parts;
  }

  /** Whether it has one of the {@link Part}s. */
  boolean has(int part) {
    return (parts & part) != 0;
  }

  /** Whether it is of the category Findings, where a status is that of a finding. */
  boolean isFinding() {
    return categoryUid == 2;
  }

  /**
   * The class of a number.
   *
   * @throws IllegalStateException if no event is mapped to it
   */
  static OcsfClass of(int uid) {
    for (OcsfClass each : values()) {
      if (each.uid == uid) {
        return each;
      }
    }
    throw new IllegalStateException("OCSF class " + uid + ": its attributes are not known here");
  }
}
