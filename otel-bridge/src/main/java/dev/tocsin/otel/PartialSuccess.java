package dev.tocsin.otel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tocsin.event.Quote;
import java.io.IOException;
import java.util.Optional;

/**
 * What a receiver says to a batch that it took: an {@code ExportLogsServiceResponse}, in protobuf
 * or JSON. One that took all says nothing: no records left out, and an empty message.
 *
 * @param rejected how many records it left out; not negative
 * @param message what it has to say, in its own words
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#partial-success">OTLP, Partial
 *     Success</a>
 */
record PartialSuccess(long rejected, String message) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final PartialSuccess FULL = new PartialSuccess(0, "");

  private static final int PARTIAL_SUCCESS = 1 << 3 | WireReader.BYTES;
  private static final int REJECTED_LOG_RECORDS = 1 << 3 | WireReader.VARINT;
  private static final int ERROR_MESSAGE = 2 << 3 | WireReader.BYTES;

  /** Reads protobuf; empty if it is none. Nothing at all is a full success. */
  static Optional<PartialSuccess> ofProtobuf(byte[] body) {
    try {
      WireReader response = new WireReader(body);
      PartialSuccess partial = FULL;
      while (response.hasMore()) {
        int tag = response.tag();
        if (tag == PARTIAL_SUCCESS) {
          partial = ofMessage(response.message());
        } else {
          response.skip(tag);
        }
      }
      return valid(partial);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * What follows from it.
   *
   * @param place whose answer it is
   */
  Answer answer(String place) {
    String said = Quote.line(message.strip());
    if (rejected > 0) {
      return Answer.partly(
          rejected,
          place
              + ": leaves out "
              + rejected
              + (said.isEmpty() ? ", no reason given" : ": " + said));
    }
    return said.isEmpty()
        ? Answer.taken()
        : new Answer(Answer.Kind.TAKEN, 0, Optional.empty(), place + ": " + said);
  }

  private static PartialSuccess ofMessage(WireReader message) throws IOException {
    long rejected = 0;
    String text = "";
    while (message.hasMore()) {
      int tag = message.tag();
      if (tag == REJECTED_LOG_RECORDS) {
        rejected = message.varint();
      } else if (tag == ERROR_MESSAGE) {
        text = message.text();
      } else {
        message.skip(tag);
      }
    }
    return new PartialSuccess(rejected, text);
  }

  /**
   * Reads JSON, which some receivers answer whatever they were sent; empty if it is no object.
   * Fields that are not known count for nothing, as OTLP has it.
   */
  static Optional<PartialSuccess> ofJson(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      PartialSuccess partial = FULL;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean known = json.currentName().equals("partialSuccess");
        if (json.nextToken() == JsonToken.START_OBJECT && known) {
          partial = ofObject(json);
        } else {
          json.skipChildren();
        }
      }
      return json.nextToken() == null ? valid(partial) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static PartialSuccess ofObject(JsonParser json) throws IOException {
    long rejected = 0;
    String text = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      boolean number = value == JsonToken.VALUE_STRING || value == JsonToken.VALUE_NUMBER_INT;
      if (name.equals("rejectedLogRecords") && number) {
        rejected = Long.parseLong(json.getText());
      } else if (name.equals("errorMessage") && value == JsonToken.VALUE_STRING) {
        text = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return new PartialSuccess(rejected, text);
  }

  private static Optional<PartialSuccess> valid(PartialSuccess partial) {
    return partial.rejected() < 0 ? Optional.empty() : Optional.of(partial);
  }
}
