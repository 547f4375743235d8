package dev.tocsin.encode;

import dev.tocsin.encode.OcsfClass.Part;
import dev.tocsin.event.AlwaysPresent;
import dev.tocsin.event.EventField;
import dev.tocsin.event.EventType;
import dev.tocsin.event.EventView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the objects that OCSF classes have, and fills in what they demand. */
final class OcsfObjects {
  private static final String UNKNOWN = "unknown";
  private static final List<String> FILE_NAMES = List.of("filename", "file_name", "file");
  private static final List<String> PRIVILEGES = List.of("privilege", "role", "permission");

  private static final byte[] NO_NAME = {};
  private static final byte[] ACTOR = Members.name("actor");
  private static final byte[] APP_NAME = Members.name("app_name");
  private static final byte[] USER = Members.name("user");
  private static final byte[] SESSION = Members.name("session");
  private static final byte[] UID = Members.name("uid");
  private static final byte[] NAME = Members.name("name");
  private static final byte[] TYPE = Members.name("type");
  private static final byte[] IP = Members.name("ip");
  private static final byte[] SVC_NAME = Members.name("svc_name");
  private static final byte[] SOURCE = Members.name("src_endpoint");
  private static final byte[] DESTINATION = Members.name("dst_endpoint");
  private static final byte[] REQUEST = Members.name("http_request");
  private static final byte[] METHOD = Members.name("http_method");
  private static final byte[] USER_AGENT = Members.name("user_agent");
  private static final byte[] URL = Members.name("url");
  private static final byte[] URL_STRING = Members.name("url_string");
  private static final byte[] PATH = Members.name("path");
  private static final byte[] QUERY = Members.name("query_string");
  private static final byte[] RESPONSE = Members.name("http_response");
  private static final byte[] CODE = Members.name("code");
  private static final byte[] EVIDENCES = Members.name("evidences");
  private static final byte[] SERVICE = Members.name("service");
  private static final byte[] MFA = Members.ascii(",\"is_mfa\":true");
  private static final byte[] NEW_LOGON = Members.ascii(",\"is_new_logon\":true");
  private static final byte[] PRIVILEGE_LIST = Members.name("privileges");
  private static final byte[] RESOURCES = Members.name("resources");
  private static final byte[] WEB_RESOURCES = Members.name("web_resources");
  private static final byte[] API = Members.name("api");
  private static final byte[] OPERATION = Members.name("operation");
  private static final byte[] DATABASE = Members.name("database");
  private static final byte[] TYPE_OTHER = Members.ascii(",\"type_id\":99");
  private static final byte[] FILE = Members.name("file");
  private static final byte[] REGULAR_FILE = Members.ascii(",\"type_id\":1");
  private static final byte[] ENTITY = Members.name("entity");
  private static final byte[] FINDING = Members.name("finding_info");
  private static final byte[] FINDINGS = Members.name("finding_info_list");
  private static final byte[] TITLE = Members.name("title");
  private static final byte[] ANALYTIC = Members.name("analytic");
  private static final byte[] RULE = Members.ascii(",\"type_id\":1,\"type\":\"Rule\"");
  private static final byte[] ASSIGNEE = Members.name("assignee");
  private static final byte[] ASSIGNEES = Members.name("assignee_group");
  private static final byte[] LOG =
      Members.ascii(",\"log_name\":\"security_audit\",\"log_provider\":\"Tocsin\"");

  private static final byte[] PERSON = Members.ascii(",\"type_id\":1,\"type\":\"User\"");
  private static final byte[] PROGRAM = Members.ascii(",\"type_id\":4,\"type\":\"Service\"");
  private static final byte[] SYSTEM = Members.ascii(",\"type_id\":3,\"type\":\"System\"");
  private static final byte[] NOBODY = Members.ascii(",\"type_id\":99,\"type\":\"anonymous\"");

  private OcsfObjects() {}

  /** Whether the actor comes with the profile {@code host}. */
  static boolean isOnHost(OcsfClass of) {
    return !of.has(Part.ACTOR) && !of.has(Part.EVIDENCES);
  }

  /** Who, from where, with which request. */
  static void common(EventView event, OcsfClass of, ByteSink sink, int end, Bounds bounds) {
    if (of.has(Part.EVIDENCES)) {
      sink.put(EVIDENCES);
      sink.put('[');
      int opened = sink.length();
      actor(event, sink, bounds);
      source(event, false, sink, bounds);
      request(event, false, sink, bounds);
      Members.close(sink, opened);
      sink.put(']');
      return;
    }
    actor(event, sink, bounds);
    if (of.has(Part.SOURCE)) {
      source(event, of.has(Part.SOURCE_NEEDED), sink, bounds);
    }
    if (of.has(Part.SERVICE)) {
      int opened = Members.open(sink, DESTINATION);
      Members.text(sink, SVC_NAME, AlwaysPresent.source(event), bounds);
      Members.close(sink, opened);
    }
    if (of.has(Part.REQUEST)) {
      request(event, of.has(Part.REQUEST_NEEDED), sink, bounds);
    }
    if (of.has(Part.RESPONSE) && event.responseStatus() != 0) {
      int opened = Members.open(sink, RESPONSE);
      Members.number(sink, CODE, event.responseStatus());
      Members.close(sink, opened);
    }
    if (of.has(Part.SESSION)) {
      session(event, sink, bounds);
    }
  }

  private static void actor(EventView event, ByteSink sink, Bounds bounds) {
    int opened = Members.open(sink, ACTOR);
    if (isNamed(event)) {
      user(event, USER, sink, bounds);
    }
    session(event, sink, bounds);
    Members.text(sink, APP_NAME, AlwaysPresent.source(event), bounds);
    Members.close(sink, opened);
  }

  private static boolean isNamed(EventView event) {
    return event.get(EventField.USER_ID) != null || event.get(EventField.USER_NAME) != null;
  }

  /** Who acted, {@code unknown} where nobody is named. */
  private static void user(EventView event, byte[] name, ByteSink sink, Bounds bounds) {
    int opened = Members.open(sink, name);
    Members.text(sink, UID, event, EventField.USER_ID, bounds);
    Members.text(sink, NAME, event, EventField.USER_NAME, bounds);
    if (!isNamed(event)) {
      Members.text(sink, NAME, UNKNOWN, bounds);
    }
    sink.put(
        switch (AlwaysPresent.actorType(event)) {
          case USER -> PERSON;
          case SERVICE -> PROGRAM;
          case SYSTEM -> SYSTEM;
          case ANONYMOUS -> NOBODY;
        });
    Members.close(sink, opened);
  }

  private static void session(EventView event, ByteSink sink, Bounds bounds) {
    CharSequence id = event.text(EventField.SESSION_ID);
    if (id != null) {
      int opened = Members.open(sink, SESSION);
      Members.text(sink, UID, id, bounds);
      Members.close(sink, opened);
    }
  }

  private static void source(EventView event, boolean needed, ByteSink sink, Bounds bounds) {
    CharSequence address = event.text(EventField.IP_ADDRESS);
    if (address == null && !needed) {
      return;
    }
    int opened = Members.open(sink, SOURCE);
    if (address == null) {
      Members.text(sink, NAME, UNKNOWN, bounds);
    } else {
      // A pseudonym is no address.
      Members.text(sink, event.addressFamily() == 0 ? UID : IP, address, bounds);
    }
    Members.close(sink, opened);
  }

  private static void request(EventView event, boolean needed, ByteSink sink, Bounds bounds) {
    int opened = Members.open(sink, REQUEST);
    CharSequence method = event.text(EventField.REQUEST_METHOD);
    if (method != null && OcsfKind.isMethod(method)) {
      Members.text(sink, METHOD, method, bounds);
    }
    CharSequence url = event.text(EventField.REQUEST_URL);
    if (url != null) {
      int urlOpened = Members.open(sink, URL);
      int path = AlwaysPresent.pathEnd(url);
      Members.text(sink, URL_STRING, url, bounds);
      Members.text(sink, PATH, url, AlwaysPresent.pathStart(url), path, bounds);
      Members.text(sink, QUERY, url, path + 1, Urls.queryEnd(url, path), bounds);
      Members.close(sink, urlOpened);
    }
    Members.text(sink, USER_AGENT, event, EventField.USER_AGENT, bounds);
    if (needed) {
      Members.close(sink, opened);
    } else {
      Members.closeOrDrop(sink, REQUEST, opened);
    }
  }

  /** What only this class has. */
  static void ofClass(EventView event, OcsfClass of, ByteSink sink, int end, Bounds bounds) {
    switch (of) {
      case AUTHENTICATION -> authentication(event, sink, bounds);
      case ACCOUNT_CHANGE -> subject(event, sink, bounds);
      case AUTHORIZE_SESSION -> {
        subject(event, sink, bounds);
        privileges(event, sink, end, bounds);
      }
      case USER_ACCESS -> {
        subject(event, sink, bounds);
        privileges(event, sink, end, bounds);
        resources(event, sink, bounds);
      }
      case ENTITY_MANAGEMENT -> entity(event, sink, bounds);
      case API_ACTIVITY -> {
        api(event, sink, bounds);
        resources(event, sink, bounds);
      }
      case DATASTORE_ACTIVITY -> {
        int opened = target(event, DATABASE, sink, bounds);
        sink.put(TYPE_OTHER);
        Members.close(sink, opened);
      }
      case WEB_RESOURCES -> {
        sink.put(WEB_RESOURCES);
        sink.put('[');
        Members.close(sink, target(event, NO_NAME, sink, bounds));
        sink.put(']');
      }
      case FILE_HOSTING -> file(event, sink, bounds);
      case DETECTION_FINDING, DATA_SECURITY_FINDING -> {
        int opened = Members.open(sink, FINDING);
        finding(event, sink, bounds);
        Members.close(sink, opened);
      }
      case INCIDENT_FINDING -> incident(event, sink, bounds);
      case EVENT_LOG -> sink.put(LOG);
      case BASE_EVENT, HTTP_ACTIVITY -> {
        // All that they have is common to classes.
      }
    }
  }

  private static void authentication(EventView event, ByteSink sink, Bounds bounds) {
    user(event, USER, sink, bounds);
    int opened = Members.open(sink, SERVICE);
    Members.text(sink, NAME, AlwaysPresent.source(event), bounds);
    Members.close(sink, opened);
    EventType type = event.type();
    if (EventType.AUTH_MFA_SUCCESS.equals(type) || EventType.AUTH_MFA_FAILURE.equals(type)) {
      sink.put(MFA);
    } else if (EventType.SESSION_CREATED.equals(type)) {
      sink.put(NEW_LOGON);
    }
  }

  /** Whose account or rights it is about: the target, if that is a user, else who acted. */
  private static void subject(EventView event, ByteSink sink, Bounds bounds) {
    CharSequence type = event.text(EventField.TARGET_TYPE);
    CharSequence id = event.text(EventField.TARGET_ID);
    if (id == null
        || type == null
        || !("user".contentEquals(type) || "account".contentEquals(type))) {
      user(event, USER, sink, bounds);
      return;
    }
    int opened = Members.open(sink, USER);
    Members.text(sink, UID, id, bounds);
    Members.close(sink, opened);
  }

  private static void privileges(EventView event, ByteSink sink, int end, Bounds bounds) {
    sink.put(PRIVILEGE_LIST);
    if (Details.get(event, "privileges") instanceof List<?> list && isOfTexts(list)) {
      sink.leaveOut(JsonValues.list(sink, list, 1, end, bounds));
      return;
    }
    sink.put('[');
    CharSequence one = Details.firstText(event, PRIVILEGES);
    if (one == null) {
      one = event.text(EventField.TARGET_ID);
    }
    sink.leaveOut(JsonText.write(sink, one == null ? UNKNOWN : one, bounds.textChars()));
    sink.put(']');
  }

  private static boolean isOfTexts(List<?> list) {
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof CharSequence)) {
        return false;
      }
    }
    return !list.isEmpty();
  }

  /** Begins an object of id and type of what was acted on; the source's name where that is none. */
  private static int target(EventView event, byte[] name, ByteSink sink, Bounds bounds) {
    int opened = Members.open(sink, name);
    if (!Members.targetId(sink, UID, event, bounds)) {
      Members.text(sink, NAME, AlwaysPresent.source(event), bounds);
    }
    Members.text(sink, TYPE, AlwaysPresent.targetType(event), bounds);
    return opened;
  }

  private static void resources(EventView event, ByteSink sink, Bounds bounds) {
    if (event.text(EventField.TARGET_ID) != null) {
      sink.put(RESOURCES);
      sink.put('[');
      Members.close(sink, target(event, NO_NAME, sink, bounds));
      sink.put(']');
    }
  }

  private static void entity(EventView event, ByteSink sink, Bounds bounds) {
    CharSequence address = event.text(EventField.IP_ADDRESS);
    EventType type = event.type();
    boolean client =
        EventType.CLIENT_BLOCKED.equals(type)
            || EventType.CLIENT_UNBLOCKED.equals(type)
            || EventType.CLIENT_REFUSED.equals(type);
    if (!client || address == null) {
      Members.close(sink, target(event, ENTITY, sink, bounds));
      return;
    }
    int opened = Members.open(sink, ENTITY);
    Members.text(sink, UID, address, bounds);
    Members.text(sink, TYPE, "client", bounds);
    Members.close(sink, opened);
  }

  /** The operation is the request's method, else the type's name. */
  private static void api(EventView event, ByteSink sink, Bounds bounds) {
    int opened = Members.open(sink, API);
    CharSequence method = event.text(EventField.REQUEST_METHOD);
    Members.text(sink, OPERATION, method == null ? event.type().name() : method, bounds);
    int service = Members.open(sink, SERVICE);
    Members.text(sink, NAME, AlwaysPresent.source(event), bounds);
    Members.close(sink, service);
    Members.close(sink, opened);
  }

  private static void file(EventView event, ByteSink sink, Bounds bounds) {
    int opened = Members.open(sink, FILE);
    CharSequence told = Details.firstText(event, FILE_NAMES);
    if (told != null) {
      Members.text(sink, NAME, told, bounds);
    } else if (!Members.targetId(sink, NAME, event, bounds)) {
      Members.text(sink, NAME, UNKNOWN, bounds);
    }
    sink.put(REGULAR_FILE);
    Members.close(sink, opened);
  }

  /** The id is the alert's or the case's, so that what follows up is of the same finding. */
  private static void finding(EventView event, ByteSink sink, Bounds bounds) {
    CharSequence id = event.type().isReserved() ? findingId(event) : null;
    if (id != null) {
      Members.text(sink, UID, id, bounds);
    } else if ((event.idMsb() | event.idLsb()) != 0) {
      Members.id(sink, UID, event);
    } else {
      Members.text(sink, UID, UNKNOWN, bounds);
    }
    CharSequence title = event.type().isReserved() ? Details.text(event, "title") : null;
    Members.text(sink, TITLE, title == null ? event.type().name() : title, bounds);
    CharSequence rule = Details.rule(event);
    if (rule != null) {
      int opened = Members.open(sink, ANALYTIC);
      Members.text(sink, NAME, rule, bounds);
      sink.put(RULE);
      Members.close(sink, opened);
    }
  }

  private static @Nullable CharSequence findingId(EventView event) {
    CharSequence id = Details.text(event, "case_id");
    return id != null ? id : Details.text(event, "alert_id");
  }

  private static void incident(EventView event, ByteSink sink, Bounds bounds) {
    sink.put(FINDINGS);
    sink.put('[');
    int opened = sink.length();
    finding(event, sink, bounds);
    Members.close(sink, opened);
    sink.put(']');
    CharSequence assignee = OcsfEncoder.changed(event, "assignee");
    if (assignee == null) {
      assignee = Details.text(event, "assignee");
    }
    int person = Members.open(sink, assignee == null ? ASSIGNEES : ASSIGNEE);
    Members.text(sink, NAME, assignee == null ? "unassigned" : assignee, bounds);
    Members.close(sink, person);
  }
}
