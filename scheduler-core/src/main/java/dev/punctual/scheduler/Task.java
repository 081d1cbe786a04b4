package dev.punctual.scheduler;

import dev.punctual.scheduler.store.Names;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Code registered under a stable name, with the type of what it works on. A store keeps the name
 * and the payload, never a class, so jobs survive renamed classes and restarts.
 *
 * @param <P> the payload type; {@link Void} for a task without payload
 */
public final class Task<P> {

  private final String name;
  private final Class<P> payloadType;
  private final AsyncTaskHandler<? super P> handler;

  private Task(String name, Class<P> payloadType, AsyncTaskHandler<? super P> handler) {
    this.name = Names.require("task", name);
    this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
    this.handler = Objects.requireNonNull(handler, "handler");
  }

  /**
   * A task that works on a payload.
   *
   * @param name 1 to 100 letters, digits, dots, dashes or underscores; unique in a scheduler
   */
  public static <P> Task<P> named(
      String name, Class<P> payloadType, TaskHandler<? super P> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Task<>(
        name,
        payloadType,
        (payload, context) -> {
          handler.run(payload, context);
          return null;
        });
  }

  /** A task without payload. */
  public static Task<Void> named(String name, ContextBody body) {
    Objects.requireNonNull(body, "body");
    return new Task<>(
        name,
        Void.class,
        (payload, context) -> {
          body.run(context);
          return null;
        });
  }

  /** A task that works on a payload and holds no thread while it waits. */
  public static <P> Task<P> async(
      String name, Class<P> payloadType, AsyncTaskHandler<? super P> handler) {
    return new Task<>(name, payloadType, handler);
  }

  /** The stable name. */
  public String name() {
    return name;
  }

  /** The type that payloads are read as. */
  public Class<P> payloadType() {
    return payloadType;
  }

  /** The code; the engine calls it with null for a task without payload. */
  public AsyncTaskHandler<? super P> handler() {
    return handler;
  }

  /** Whether {@code payload} can be given to this task. */
  boolean accepts(@Nullable Object payload) {
    return payload == null ? payloadType == Void.class : payloadType.isInstance(payload);
  }

  @Override
  public String toString() {
    return "Task[" + name + ", " + payloadType.getSimpleName() + "]";
  }
}
