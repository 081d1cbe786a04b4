package dev.punctual.scheduler.internal.executor;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Virtual threads, found at run time, because this code also runs where there are none. */
public final class VirtualThreads {

  /** The first Java version that has them for good. */
  private static final int FIRST_VERSION = 21;

  /** Takes a name prefix and 0, answers an ExecutorService; null where there are none. */
  private static final @Nullable MethodHandle STARTER =
      Runtime.version().feature() < FIRST_VERSION ? null : lookUp();

  private VirtualThreads() {}

  /**
   * Checks that this Java has virtual threads.
   *
   * @throws UnsupportedOperationException if it does not, saying what to do
   */
  public static void require() {
    if (STARTER == null) {
      throw missing();
    }
  }

  /** Runs each command in a virtual thread of its own, named by {@code prefix} and a number. */
  public static Executor starter(String prefix) {
    MethodHandle starter = STARTER;
    if (starter == null) {
      throw missing();
    }
    try {
      return (ExecutorService) starter.invokeExact(prefix, 0L);
    } catch (Throwable impossible) {
      throw new LinkageError("virtual threads cannot be made", impossible);
    }
  }

  private static UnsupportedOperationException missing() {
    return new UnsupportedOperationException(
        "virtual threads need Java "
            + FIRST_VERSION
            + " or later, and this is Java "
            + Runtime.version().feature()
            + "; run on a later Java or use a ThreadPoolExecutor (type 'threadpool')");
  }

  /** Thread.ofVirtual().name(prefix, 0).factory(), given to newThreadPerTaskExecutor. */
  private static MethodHandle lookUp() {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
      MethodHandle ofVirtual =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder));
      MethodHandle name =
          lookup.findVirtual(
              builder, "name", MethodType.methodType(builder, String.class, long.class));
      MethodHandle factory =
          lookup.findVirtual(builder, "factory", MethodType.methodType(ThreadFactory.class));
      MethodHandle perTask =
          lookup.findStatic(
              Executors.class,
              "newThreadPerTaskExecutor",
              MethodType.methodType(ExecutorService.class, ThreadFactory.class));
      MethodHandle named = MethodHandles.foldArguments(name, ofVirtual);
      return MethodHandles.filterReturnValue(
          MethodHandles.filterReturnValue(named, factory), perTask);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Java has virtual threads, but not the known way to them", e);
    }
  }
}
