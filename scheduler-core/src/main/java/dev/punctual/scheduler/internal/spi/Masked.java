package dev.punctual.scheduler.internal.spi;

import dev.punctual.scheduler.internal.config.Secrets;
import dev.punctual.scheduler.store.StoreException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errors of providers without the secrets that they were given. */
final class Masked {

  private static final int DEEPEST = 20;

  private Masked() {}

  /** The error itself, or what can be shown of it when its text holds a secret. */
  static Throwable cause(Throwable error, Map<String, String> options) {
    Throwable each = error;
    for (int depth = 0; each != null && depth < DEEPEST; depth++) {
      String text = each.toString();
      if (!Secrets.masked(text, options).equals(text)) {
        return copy(error, options, DEEPEST);
      }
      each = each.getCause();
    }
    return error;
  }

  private static StoreException copy(Throwable error, Map<String, String> options, int depth) {
    String text = Secrets.masked(error.toString(), options);
    @Nullable Throwable cause = error.getCause();
    StoreException copy =
        cause == null || depth == 0
            ? new StoreException(text)
            : new StoreException(text, copy(cause, options, depth - 1));
    copy.setStackTrace(error.getStackTrace());
    return copy;
  }
}
