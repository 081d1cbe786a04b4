package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/** The scripts: one for each operation, with what they share in front. Read once from the jar. */
enum Script {
  PUT(true, true, "due", "waits", "runs", "groups", "admit"),
  UPDATE(true, "due", "waits", "runs", "groups", "admit"),
  RESTATE(true, "due", "waits", "runs", "groups", "admit"),
  REMOVE(true, "due", "waits", "runs", "groups", "admit"),
  GET(false),
  PAGE(false),
  CLAIM_JOBS(true, true, "due", "waits", "runs", "nodes"),
  CLAIM_DUE(true, true, "due", "waits", "runs", "nodes"),
  NEXT_DUE(false, "due", "waits", "runs", "nodes"),
  FIRE(true, true, "due", "waits", "runs", "groups", "admit", "nodes"),
  SUBMIT(true, "due", "waits", "runs", "groups", "admit"),
  RERUN(true, "due", "waits", "runs", "groups", "admit"),
  COMPLETE(true, true, "due", "waits", "runs", "groups", "admit"),
  RENEW(true, "due", "waits", "runs"),
  REASSERT(true, "due", "waits", "runs"),
  START(true, "due", "waits", "runs"),
  RELEASE(true, "due", "waits", "runs", "groups", "admit"),
  EXPIRED(false),
  REAP(true, "due", "waits", "runs", "groups", "admit"),
  CLAIMS_OF(false),
  CANCEL(true, "due", "waits", "runs", "groups", "admit"),
  TICK(false, "due", "waits", "runs", "nodes", "known"),
  LEAVE(false),
  LIVE(false, "known"),
  LOOK(false, "known"),
  LINES(false),
  PURGE(false),
  UNREAD(false),
  INFO(false),
  MARK(false);

  private final boolean durable;
  private final byte[] body;
  private final String digest;

  /**
   * A script.
   *
   * @param durable whether others rely on what it wrote once it has answered
   * @param shared the files in front of its own, after those that all have
   */
  Script(boolean durable, String... shared) {
    this(durable, false, shared);
  }

  /**
   * A script.
   *
   * @param quick whether a file of its own does the usual case, before anything else is made ready
   */
  Script(boolean durable, boolean quick, String... shared) {
    this.durable = durable;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(file("base"));
    if (quick) {
      whole.writeBytes(text("do\n")); // a script has room for 200 names at a time
      whole.writeBytes(file(name().toLowerCase(Locale.ROOT) + "_quick"));
      whole.writeBytes(text("end\n"));
    }
    whole.writeBytes(file("flush"));
    for (String each : shared) {
      whole.writeBytes(file(each));
    }
    whole.writeBytes(file(name().toLowerCase(Locale.ROOT)));
    this.body = whole.toByteArray();
    this.digest = sha1(body);
  }

  /** Whether others rely on what it wrote once it has answered. */
  boolean isDurable() {
    return durable;
  }

  byte[] body() {
    return body;
  }

  /** What a server that has the script knows it by. */
  String digest() {
    return digest;
  }

  private static byte[] file(String name) {
    String path = "/dev/punctual/scheduler/store/redis/script/" + name + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the script " + path + " cannot be read from the jar", e);
    }
  }

  private static String sha1(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1, but this one", e);
    }
  }

  /** An argument. */
  static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  /** An argument. */
  static byte[] number(long number) {
    return text(Long.toString(number));
  }
}
