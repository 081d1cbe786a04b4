package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.StoreException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls scripts and turns failures into {@link StoreException}s. Safe for any thread.
 *
 * <p>A call whose reply was lost may have taken effect; every script may be called again.
 */
final class Link {

  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private final RedisStore.Options options;
  private final Watch watch;
  private final byte[] prefix;
  private final Reconnects reconnects = new Reconnects();
  private volatile boolean closed;
  private volatile long aheadMillis; // of the store's clock before ours, as last seen

  /**
   * A link.
   *
   * @param watch is asked to look at the server when a connection has come back
   */
  Link(
      RedisClusterAsyncCommands<byte[], byte[]> commands, RedisStore.Options options, Watch watch) {
    this.commands = commands;
    this.options = options;
    this.watch = watch;
    this.prefix = Script.text(prefix(options.namespace()));
  }

  /** What the names of all keys of a namespace begin with; in a cluster they share one slot. */
  static String prefix(String namespace) {
    return "{punctual:" + namespace + "}:";
  }

  /** Calls a script with its arguments after the time. */
  Reply call(Script script, byte[]... arguments) {
    if (closed) {
      throw new StoreException(name(script) + " failed: the store is closed");
    }
    if (script != Script.MARK) {
      lookAgain();
    }
    byte[][] keys = {prefix};
    byte[][] values = new byte[arguments.length + 1][];
    values[0] = time();
    System.arraycopy(arguments, 0, values, 1, arguments.length);
    List<Object> parts;
    try {
      parts =
          await(script, commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, values));
    } catch (RedisNoScriptException unknown) {
      parts = awaitAnew(script, keys, values);
    }
    if (options.replicas() > 0 && script.isDurable()) {
      awaitReplicas(script);
    }
    return new Reply(parts);
  }

  /** Calls a script with a list of arguments. */
  Reply call(Script script, List<byte[]> arguments) {
    return call(script, arguments.toArray(new byte[0][]));
  }

  /** A connection was lost: the server is looked at before it is called again. */
  void lost() {
    reconnects.lost();
  }

  /** Looks at the server if a connection was lost since it was last looked at. */
  void lookAgain() {
    reconnects.settle(() -> watch.check(this), options.timeout());
  }

  private byte[] time() {
    InstantSource clock = options.clock();
    long shift = options.shift().getAsLong();
    if (clock != null) {
      return Script.text("@" + clock.millis());
    }
    return Script.text(shift == 0 ? "" : Long.toString(shift));
  }

  private List<Object> awaitAnew(Script script, byte[][] keys, byte[][] values) {
    try {
      return await(script, commands.eval(script.body(), ScriptOutputType.MULTI, keys, values));
    } catch (RedisNoScriptException impossible) {
      throw new StoreException(name(script) + " failed: " + impossible.getMessage(), impossible);
    }
  }

  private void awaitReplicas(Script script) {
    long wait = options.replicaTimeout().toMillis();
    long have = await(script, commands.waitForReplication(options.replicas(), wait));
    if (have < options.replicas()) {
      throw new StoreException(
          name(script)
              + " reached "
              + have
              + " of "
              + options.replicas()
              + " replicas within "
              + options.replicaTimeout()
              + "; it may be lost if the server fails now. Look at the replicas, or ask for fewer");
    }
  }

  private <T> T await(Script script, RedisFuture<T> future) {
    try {
      return future.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause();
      if (cause instanceof RedisNoScriptException unknown) {
        throw unknown;
      }
      throw Failures.of(name(script), cause == null ? failure : cause);
    } catch (TimeoutException late) {
      future.cancel(true);
      throw new StoreException(
          name(script)
              + " got no answer within "
              + options.timeout()
              + "; it may have taken effect",
          late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          name(script) + " was interrupted; it may have taken effect", stopped);
    } catch (RedisCommandExecutionException refused) {
      throw refused;
    } catch (RedisException failure) {
      throw Failures.of(name(script), failure);
    }
  }

  private static String name(Script script) {
    return script == Script.MARK
        ? "the look at the server"
        : script.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Refuses all further calls. */
  void close() {
    closed = true;
  }

  /** Takes note of the store's time. */
  void saw(long storeNow) {
    aheadMillis = storeNow - System.currentTimeMillis();
  }

  /** The store's time as far as it is known without asking. */
  Instant estimatedNow() {
    InstantSource clock = options.clock();
    return clock != null
        ? clock.instant()
        : Instant.ofEpochMilli(System.currentTimeMillis() + aheadMillis);
  }
}
