package dev.punctual.scheduler.internal.engine;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Errors as the history keeps them. */
final class ErrorText {

  private static final int LIMIT = 8 * 1024;

  private ErrorText() {}

  /** The stack trace of {@code thrown}, at most 8,192 characters of it. */
  static String of(Throwable thrown) {
    try {
      StringWriter text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.getBuffer().substring(0, Math.min(LIMIT, text.getBuffer().length()));
    } catch (Throwable brokenError) {
      return thrown.getClass().getName() + " (its text cannot be had)";
    }
  }
}
