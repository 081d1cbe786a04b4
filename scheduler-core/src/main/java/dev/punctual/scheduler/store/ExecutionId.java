package dev.punctual.scheduler.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names one execution: {@code jobId~generation~fireAtMillis}, or for a manual run {@code
 * jobId~generation~m~requestId}. Inserting the same fire twice therefore meets the same id.
 *
 * @param fireAtMillis the nominal fire time in UTC epoch milliseconds; 0 for a manual run
 * @param requestId names a manual run among those of its job; null for a fire of the trigger
 */
public record ExecutionId(
    String jobId, long generation, long fireAtMillis, @Nullable String requestId) {

  /** The fire of a job at a nominal time. */
  public static ExecutionId ofFire(String jobId, long generation, Instant fireTime) {
    return new ExecutionId(jobId, generation, fireTime.toEpochMilli(), null);
  }

  /**
   * A run that a user asked for.
   *
   * @param requestId letters, digits, dots, dashes and underscores
   */
  public static ExecutionId ofRequest(String jobId, long generation, String requestId) {
    return new ExecutionId(jobId, generation, 0, Names.require("request", requestId));
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if {@code text} is not an execution id
   */
  public static ExecutionId parse(String text) {
    String[] parts = text.split("~", -1);
    try {
      if (parts.length == 3) {
        long fireAtMillis = Long.parseLong(parts[2]);
        return new ExecutionId(parts[0], Long.parseLong(parts[1]), fireAtMillis, null);
      }
      if (parts.length == 4 && parts[2].equals("m")) {
        return ofRequest(parts[0], Long.parseLong(parts[1]), parts[3]);
      }
    } catch (NumberFormatException e) {
      throw invalid(text, e);
    }
    throw invalid(text, null);
  }

  /**
   * The request id of the runs that follow this execution: the same at each call and on each node,
   * so that a repeated step meets the same run, and another one for each execution.
   */
  public String followUpRequest() {
    byte[] hash = sha256().digest(toString().getBytes(StandardCharsets.UTF_8));
    return "then-" + HexFormat.of().formatHex(hash, 0, 16);
  }

  /** Whether a user asked for this run, or it follows another one. */
  public boolean isManual() {
    return requestId != null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ExecutionId that
        && fireAtMillis == that.fireAtMillis
        && generation == that.generation
        && jobId.equals(that.jobId)
        && Objects.equals(requestId, that.requestId);
  }

  @Override
  public int hashCode() {
    int ofFire = jobId.hashCode() * 31 + Long.hashCode(generation ^ fireAtMillis);
    return requestId == null ? ofFire : ofFire * 31 + requestId.hashCode();
  }

  /** The text form. */
  @Override
  public String toString() {
    return requestId == null
        ? jobId + '~' + generation + '~' + fireAtMillis
        : jobId + '~' + generation + "~m~" + requestId;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, but this one", e);
    }
  }

  private static IllegalArgumentException invalid(String text, @Nullable Throwable cause) {
    String shown = text.length() > 300 ? text.substring(0, 300) + "…" : text;
    return new IllegalArgumentException(
        "'"
            + shown
            + "' is not an execution id; it reads job~generation~millis or"
            + " job~generation~m~request",
        cause);
  }
}
