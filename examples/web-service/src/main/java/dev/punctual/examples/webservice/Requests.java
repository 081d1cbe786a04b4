package dev.punctual.examples.webservice;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads request bodies; what is wrong with them is said by {@link BadRequest}. */
final class Requests {

  /** Largest body in bytes. */
  static final int LIMIT = 64 * 1024;

  private static final int MOST_DISCARDED = 16 * 1024 * 1024;

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Requests() {}

  /** The job id in a body that is a JSON string. */
  static String jobIdText(InputStream body) throws IOException {
    JsonNode node = json(body);
    if (!node.isString()) {
      throw new BadRequest(400, "the body must be the job's id as a JSON string, such as \"1\"");
    }
    return node.stringValue();
  }

  /** The job id in a body that is an object with the field {@code job_id}. */
  static String jobIdField(InputStream body) throws IOException {
    JsonNode node = json(body);
    JsonNode id = node.isObject() ? node.get("job_id") : null;
    if (id == null || !id.isString()) {
      throw new BadRequest(
          400, "the body must be an object with the job's id, such as {\"job_id\": \"1\"}");
    }
    return id.stringValue();
  }

  private static JsonNode json(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes(LIMIT + 1);
    if (bytes.length > LIMIT) {
      discard(body);
      throw new BadRequest(413, "the body is larger than " + LIMIT + " bytes");
    }
    try {
      return JSON.readTree(bytes);
    } catch (JacksonException malformed) {
      throw new BadRequest(400, "the body is not JSON: " + malformed.getOriginalMessage());
    }
  }

  /** Lets a client that still writes see the answer, within reason. */
  private static void discard(InputStream body) throws IOException {
    byte[] buffer = new byte[LIMIT];
    int left = MOST_DISCARDED;
    int count = body.read(buffer);
    while (count >= 0 && left > 0) {
      left -= count;
      count = body.read(buffer);
    }
  }

  /** A request that cannot be carried out as it is. */
  static final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    BadRequest(int status, String reason) {
      super(reason);
      this.status = status;
    }

    Reply reply() {
      return Reply.error(status, getMessage());
    }
  }
}
