package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.AsyncTaskHandler;
import dev.punctual.scheduler.ContextBody;
import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.JobBody;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.codec.PayloadCodec;
import dev.punctual.scheduler.codec.PayloadException;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.TaskLimit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The tasks and codecs that this node has, by name. Safe for any thread. */
public final class TaskRegistry {

  /** The task of jobs whose code is an object of this process. */
  public static final Task<Object> INLINE =
      Task.named(JobRecord.CODE_TASK, Object.class, TaskRegistry::runInline);

  /** How many bytes an encoded payload may take unless a user says otherwise. */
  public static final int USUAL_PAYLOAD = 64 << 10;

  /** How many a user may allow. */
  public static final int LARGEST_PAYLOAD = 10 << 20;

  private final Map<String, Task<?>> tasks = new ConcurrentHashMap<>();
  private final Map<String, PayloadCodec> codecs = new ConcurrentHashMap<>();
  private final RateLimits rates;
  private volatile @Nullable Set<String> only; // the tasks that this node takes; null for all
  private final ReentrantLock describing = new ReentrantLock();
  private volatile Taken taken; // replaced under describing
  private volatile @Nullable PayloadCodec encoder;
  private volatile int payloadLimit = USUAL_PAYLOAD;

  TaskRegistry(RateLimits rates) {
    this.rates = rates;
    tasks.put(INLINE.name(), INLINE);
    taken = describe();
  }

  /** What this node takes now, and how many of it. */
  private record Taken(Set<String> tasks, Map<String, TaskLimit> limits) {

    Taken {
      tasks = Set.copyOf(tasks);
      limits = Map.copyOf(limits);
    }
  }

  /**
   * Has this node take no tasks but these, which need not be registered yet, and code that is an
   * object of this process.
   */
  public void takeOnly(Set<String> names) {
    only = Set.copyOf(names);
    describeAgain();
  }

  /**
   * Adds a task.
   *
   * @throws IllegalArgumentException if another task has its name
   */
  public void register(Task<?> task) {
    Task<?> other = tasks.putIfAbsent(task.name(), task);
    if (other != null && other != task) {
      throw new IllegalArgumentException(
          "two tasks are called '" + task.name() + "'; task names are unique in a scheduler");
    }
    if (other == null) {
      task.rateLimit().ifPresent(limit -> rates.limitTask(task.name(), limit));
    }
    describeAgain();
  }

  private void describeAgain() {
    describing.lock();
    try {
      taken = describe();
    } finally {
      describing.unlock();
    }
  }

  private Taken describe() {
    Set<String> names = new HashSet<>();
    Map<String, TaskLimit> limits = new HashMap<>(0);
    Set<String> wanted = only;
    for (Task<?> task : tasks.values()) {
      if (wanted == null || wanted.contains(task.name()) || task == INLINE) {
        names.add(task.name());
        if (!task.limit().equals(TaskLimit.NONE)) {
          limits.put(task.name(), task.limit());
        }
      }
    }
    return new Taken(names, limits);
  }

  /** Adds a codec; the first one writes, all of them read. */
  public void register(PayloadCodec codec) {
    codecs.put(codec.name(), codec);
    if (encoder == null) {
      encoder = codec;
    }
  }

  /** Sets how many bytes an encoded payload may take. */
  public void limitPayloads(int bytes) {
    payloadLimit = bytes;
  }

  /** This node with the tasks that it has now. */
  Node node(String owner, Set<String> queues) {
    Taken now = taken;
    return new Node(owner, now.tasks, queues, now.limits);
  }

  /** The task of that name; null when this node has none. */
  public @Nullable Task<?> find(String name) {
    return tasks.get(name);
  }

  /** Whether {@code task} itself is registered. */
  public boolean has(Task<?> task) {
    return tasks.get(task.name()) == task;
  }

  /**
   * The codec of that name.
   *
   * @throws PayloadException if this node has none
   */
  PayloadCodec codec(String name) {
    PayloadCodec codec = codecs.get(name);
    if (codec == null) {
      throw new PayloadException("this node has no codec called '" + name + "'");
    }
    return codec;
  }

  /**
   * The form of a payload that a store outside this process can keep.
   *
   * @throws IllegalArgumentException if it is too large
   */
  public Payload encode(Task<?> task, @Nullable Object value) {
    if (value == null) {
      return Payload.none();
    }
    Payload.Encoded payload = encode("payload", task, value, task.payloadType());
    if (payload.bytes().length > payloadLimit) {
      throw new IllegalArgumentException(
          "the payload of task '"
              + task.name()
              + "' takes "
              + payload.bytes().length
              + " bytes; the limit is "
              + payloadLimit
              + ": keep large content elsewhere and schedule a reference to it, or raise the limit"
              + " with builder.payloadLimit(...)");
    }
    return payload;
  }

  /**
   * The bytes of what a task is given or returns.
   *
   * @param what "payload" or "result", for the message
   */
  Payload.Encoded encode(String what, Task<?> task, Object value, Class<?> type) {
    PayloadCodec codec = encoder;
    if (codec == null) {
      throw new IllegalArgumentException(
          "the "
              + what
              + " of task '"
              + task.name()
              + "' must be stored as bytes, but the scheduler has no codec; add"
              + " scheduler-codec-jackson, or pass one to builder.codec(...)");
    }
    byte[] bytes = codec.encode(value, type);
    return new Payload.Encoded(codec.name(), codec.version(type), bytes);
  }

  /** The form of the payload of a task registered here that an outside store can keep. */
  Payload encode(String taskName, @Nullable Object value) {
    Task<?> task = tasks.get(taskName);
    if (task == null) {
      throw new IllegalArgumentException("this node has no task called '" + taskName + "'");
    }
    return encode(task, value);
  }

  /**
   * Calls the code of a task.
   *
   * @return completes when the work has ended; null when it has ended already
   * @throws UnreadablePayload if the task is not known here or its payload cannot be read; nothing
   *     was called then
   */
  @Nullable CompletionStage<?> call(String taskName, Payload payload, ExecutionContext context)
      throws Exception {
    Task<?> task = tasks.get(taskName);
    if (task == null) {
      throw new UnreadablePayload("this node has no task called '" + taskName + "'");
    }
    return callWith(task, decode(task, payload), context);
  }

  /** Whether the code of a task has nothing against another attempt. */
  boolean admitsRetry(String taskName, Throwable failure) {
    Task<?> task = tasks.get(taskName);
    return task == null || task.admitsRetry(failure);
  }

  private @Nullable Object decode(Task<?> task, Payload payload) {
    if (task.payloadType() == Void.class) {
      return null; // what an earlier run returned is nothing to a task without payload
    }
    Object value = null;
    if (payload instanceof Payload.Live live) {
      value = live.value();
    } else if (payload instanceof Payload.Encoded encoded) {
      PayloadCodec codec = codecs.get(encoded.codec());
      if (codec == null) {
        throw new UnreadablePayload("this node has no codec called '" + encoded.codec() + "'");
      }
      try {
        value = codec.decode(encoded.bytes(), task.payloadType(), encoded.version());
      } catch (RuntimeException | LinkageError | StackOverflowError unreadable) {
        throw new UnreadablePayload(
            "the payload of task '" + task.name() + "' cannot be read", unreadable);
      }
    }
    if (!task.payloadType().isInstance(value)) {
      throw new UnreadablePayload(
          "the payload of task '" + task.name() + "' is not a " + task.payloadType().getName());
    }
    return value;
  }

  @SuppressWarnings("unchecked") // decode has checked that the value is of the task's type
  private static @Nullable CompletionStage<?> callWith(
      Task<?> task, @Nullable Object value, ExecutionContext context) throws Exception {
    return ((AsyncTaskHandler<@Nullable Object>) task.handler()).run(value, context);
  }

  private static void runInline(Object body, ExecutionContext context) throws Exception {
    if (body instanceof JobBody plain) {
      plain.run();
    } else {
      ((ContextBody) body).run(context);
    }
  }
}
