package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What tasks return, in the form in which the history keeps it. A value that cannot be kept never
 * fails a run that did its work: the history says why it is missing.
 */
public final class ResultCodec {

  private static final int MOST_BYTES = 8 * 1024;

  private ResultCodec() {}

  /**
   * The outcome of a run that returned {@code value}.
   *
   * @param encode whether the store keeps bytes only
   */
  static Outcome keep(TaskRegistry tasks, String taskName, @Nullable Object value, boolean encode) {
    @Nullable Task<?> task = tasks.find(taskName);
    if (value == null || task == null || task.resultType() == Void.class) {
      return Outcome.SUCCEEDED;
    }
    if (!task.resultType().isInstance(value)) {
      return lost(task, "is not a " + task.resultType().getName());
    }
    return encode
        ? encoded(tasks, task, value)
        : new Outcome.Succeeded(new Payload.Live(value), null);
  }

  private static Outcome encoded(TaskRegistry tasks, Task<?> task, Object value) {
    Payload.Encoded encoded;
    try {
      encoded = tasks.encode("result", task, value, task.resultType());
    } catch (RuntimeException | LinkageError | StackOverflowError unwritable) {
      return lost(task, "cannot be written: " + unwritable.getClass().getName());
    }
    int size = encoded.bytes().length;
    return size > MOST_BYTES
        ? lost(task, "has " + size + " bytes; at most " + MOST_BYTES + " are kept")
        : new Outcome.Succeeded(encoded, null);
  }

  private static Outcome lost(Task<?> task, String why) {
    return new Outcome.Succeeded(
        Payload.none(), "the result was not kept: what task '" + task.name() + "' returned " + why);
  }

  /**
   * The value of a kept result; null when there is none.
   *
   * @throws PayloadException if it is not a {@code type} or cannot be read here
   */
  public static <R> @Nullable R read(
      TaskRegistry tasks, ExecutionId id, Payload result, Class<R> type) {
    Object value = null;
    if (result instanceof Payload.Live live) {
      value = live.value();
    } else if (result instanceof Payload.Encoded encoded) {
      value = decode(tasks, id, encoded, type);
    }
    if (value != null && !type.isInstance(value)) {
      throw new PayloadException(
          "execution '"
              + id
              + "' returned a "
              + value.getClass().getName()
              + ", not a "
              + type.getName());
    }
    return type.cast(value);
  }

  private static <R> R decode(
      TaskRegistry tasks, ExecutionId id, Payload.Encoded encoded, Class<R> type) {
    PayloadCodec codec = tasks.codec(encoded.codec());
    try {
      return codec.decode(encoded.bytes(), type, encoded.version());
    } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
      throw new PayloadException(
          "what execution '" + id + "' returned cannot be read as a " + type.getName(), unreadable);
    }
  }
}
