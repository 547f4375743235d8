package dev.tocsin.event;

import org.jspecify.annotations.Nullable;

/** Reads the text of a field as the field's kind says. */
final class FieldTexts {
  private FieldTexts() {}

  /** Sets a field of a draft; false, and nothing done, if the text does not fit. */
  static boolean set(EventDraft draft, EventField field, CharSequence value) {
    return switch (field) {
      case IP_ADDRESS -> draft.setAddressText(value);
      case EVENT_ID -> EventIds.parse(value, draft);
      case EVENT_TYPE, CHANGES, REQUEST_HEADERS, DETAILS, IS_TRUNCATED -> false;
      case SEVERITY -> {
        Severity severity = Severity.find(value);
        if (severity != null) {
          draft.setSeverity(severity);
        }
        yield severity != null;
      }
      case ACTOR_TYPE -> setTerm(draft, field, ActorType.find(value));
      case IP_PROVENANCE -> setTerm(draft, field, Provenance.find(value));
      case THREAT_LEVEL -> setTerm(draft, field, ThreatLevel.find(value));
      case STATUS -> setTerm(draft, field, Status.find(value));
      case TIMESTAMP, LOGGED_AT -> setTime(draft, field, value);
      case SUCCESS -> setSuccess(draft, value);
      case RESPONSE_STATUS, ORIGINAL_SIZE, SEQ -> setNumber(draft, field, value);
      case RISK_SCORE -> setRisk(draft, value);
      case INDICATORS -> {
        draft.addIndicator(value);
        yield true;
      }
      case COMPLIANCE_TAGS -> {
        draft.addComplianceTag(value);
        yield true;
      }
      default -> {
        draft.setText(field, value);
        yield true;
      }
    };
  }

  private static boolean setTerm(EventDraft draft, EventField field, @Nullable Term term) {
    if (term == null) {
      return false;
    }
    draft.setSlot(field, term);
    return true;
  }

  private static boolean setTime(EventDraft draft, EventField field, CharSequence value) {
    long micros;
    try {
      micros = Timestamps.parse(value);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (field == EventField.TIMESTAMP) {
      draft.setTimestampMicros(micros);
    } else {
      draft.setLoggedAtMicros(micros);
    }
    return true;
  }

  private static boolean setSuccess(EventDraft draft, CharSequence value) {
    boolean success = CharSequence.compare(value, "true") == 0;
    if (!success && CharSequence.compare(value, "false") != 0) {
      return false;
    }
    draft.setSuccess(success);
    return true;
  }

  private static boolean setNumber(EventDraft draft, EventField field, CharSequence value) {
    int length = value.length();
    long number = 0;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9' || i >= 18) {
        return false;
      }
      number = number * 10 + (c - '0');
    }
    if (field == EventField.RESPONSE_STATUS) {
      if (number < 100 || number > 599) {
        return false;
      }
      draft.setResponseStatus(number);
    } else if (number == 0) {
      return false;
    } else if (field == EventField.SEQ) {
      draft.setSeq(number);
    } else {
      draft.setOriginalSize(number);
    }
    return true;
  }

  /** Reads {@code 0}, {@code 7.5}, {@code 10.0}: one decimal at most. */
  private static boolean setRisk(EventDraft draft, CharSequence value) {
    int length = value.length();
    int dot = length;
    int tenths = 0;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c == '.' && dot == length && i > 0) {
        dot = i;
      } else if (c >= '0' && c <= '9' && i < 4) {
        tenths = tenths * 10 + (c - '0');
      } else {
        return false;
      }
    }
    if (dot == length) {
      tenths *= 10;
    } else if (dot != length - 2) {
      return false;
    }
    if (length == 0 || tenths > 100) {
      return false;
    }
    draft.setRiskTenths(tenths);
    return true;
  }
}
