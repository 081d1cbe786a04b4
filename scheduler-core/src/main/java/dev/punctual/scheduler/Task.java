package dev.punctual.scheduler;

import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
  private final Class<?> resultType;
  private final AsyncTaskHandler<? super P> handler;
  private final TaskRules rules;

  private Task(
      String name, Class<P> payloadType, Class<?> resultType, AsyncTaskHandler<? super P> handler) {
    this.name = Names.require("task", name);
    this.payloadType =
        requireNoPrimitive("payload", Objects.requireNonNull(payloadType, "payloadType"));
    this.resultType =
        requireNoPrimitive("result", Objects.requireNonNull(resultType, "resultType"));
    this.handler = Objects.requireNonNull(handler, "handler");
    this.rules = TaskRules.NONE;
  }

  private Task(Task<P> like, TaskRules rules) {
    this.name = like.name;
    this.payloadType = like.payloadType;
    this.resultType = like.resultType;
    this.handler = like.handler;
    this.rules = rules;
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
        Void.class,
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
        Void.class,
        (payload, context) -> {
          body.run(context);
          return null;
        });
  }

  /** A task that works on a payload and holds no thread while it waits. */
  public static <P> Task<P> async(
      String name, Class<P> payloadType, AsyncTaskHandler<? super P> handler) {
    return new Task<>(name, payloadType, Void.class, handler);
  }

  /**
   * A task that returns something, which is kept with the history of each run: as it is in a store
   * of this process, else as bytes, of which there may be 8,192. What is larger or cannot be
   * written is not kept, and the history says so; the run has succeeded all the same.
   *
   * @param resultType the type that results are written as
   */
  public static <P, R> Task<P> returning(
      String name,
      Class<P> payloadType,
      Class<R> resultType,
      ResultHandler<? super P, ? extends @Nullable R> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Task<>(
        name,
        payloadType,
        resultType,
        (payload, context) -> CompletableFuture.completedFuture(handler.run(payload, context)));
  }

  /** As {@link #returning} for a task that holds no thread while it waits. */
  public static <P, R> Task<P> returningAsync(
      String name,
      Class<P> payloadType,
      Class<R> resultType,
      AsyncResultHandler<? super P, ? extends @Nullable R> handler) {
    Objects.requireNonNull(handler, "handler");
    return new Task<>(name, payloadType, resultType, handler::run);
  }

  /**
   * A task like this one whose jobs have other defaults: what a job does not say comes from its
   * task, and what that does not say from the scheduler. A second call builds on the first.
   *
   * @param changes called whenever a job of the task is added
   */
  public Task<P> withDefaults(Consumer<? super JobDefaults> changes) {
    return new Task<>(this, rules.withDefaults(changes));
  }

  /**
   * A task like this one that is tried again after those failures only that the predicate admits;
   * the retry policy of the job limits them further. A predicate that throws admits.
   *
   * @param admits called on the thread on which a run ended; false ends the attempts
   */
  public Task<P> retryIf(Predicate<? super Throwable> admits) {
    return new Task<>(this, rules.withRetryIf(admits));
  }

  /** A task like this one of which each node starts no more than that. */
  public Task<P> withRateLimit(RateLimit limit) {
    return new Task<>(this, rules.withRateLimit(limit));
  }

  /**
   * A task like this one of which no more than {@code most} run at once, on all nodes that share a
   * store together.
   *
   * @param most 1 or more
   */
  public Task<P> withClusterLimit(int most) {
    return new Task<>(this, rules.withLimit(new TaskLimit(Integer.MAX_VALUE, most)));
  }

  /** The stable name. */
  public String name() {
    return name;
  }

  /** The type that payloads are read as. */
  public Class<P> payloadType() {
    return payloadType;
  }

  /** The type of what it returns; {@link Void} for a task that returns nothing. */
  public Class<?> resultType() {
    return resultType;
  }

  /** The code; the engine calls it with null for a task without payload. */
  public AsyncTaskHandler<? super P> handler() {
    return handler;
  }

  /** Whether the code of this task has nothing against another attempt; see {@link #retryIf}. */
  public boolean admitsRetry(Throwable failure) {
    return rules.admitsRetry(name, failure);
  }

  /** How many runs each node starts in a while; empty for no limit. */
  public Optional<RateLimit> rateLimit() {
    return Optional.ofNullable(rules.rateLimit());
  }

  /** How many run at once in the cluster. */
  public TaskLimit limit() {
    return rules.limit();
  }

  /** What holds for its jobs where {@code base} holds for those of other tasks. */
  JobPolicy defaults(JobPolicy base) {
    return rules.defaults(base);
  }

  private static <T> Class<T> requireNoPrimitive(String what, Class<T> type) {
    if (type.isPrimitive()) {
      throw new IllegalArgumentException(
          what + " type '" + type + "' is primitive; use its class, such as Integer.class");
    }
    return type;
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
