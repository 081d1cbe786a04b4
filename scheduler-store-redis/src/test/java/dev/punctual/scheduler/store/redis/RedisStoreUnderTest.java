package dev.punctual.scheduler.store.redis;

import dev.punctual.scheduler.store.FireQueue;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.JobRegistry;
import dev.punctual.scheduler.store.JobStore;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.store.redis.internal.RedisStore;
import dev.punctual.scheduler.store.redis.internal.Server;
import dev.punctual.scheduler.tck.StoreCapability;
import dev.punctual.scheduler.tck.StoreUnderTest;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A store in a namespace of its own, with its clock in the hands of the clause. The time goes with
 * each call; so that it never runs backwards in the server, it stands while calls are under way.
 */
final class RedisStoreUnderTest implements StoreUnderTest {

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Set<Class<?>> ROLES =
      Set.of(JobRegistry.class, FireQueue.class, LeaseBook.class, History.class, Membership.class);

  private final String namespace = "t" + COUNT.incrementAndGet();
  private final Function<String, JobStore> opener;
  private final Consumer<String> cleaner;
  private final LongConsumer clock;
  private final Set<StoreCapability> capabilities;
  private final List<JobStore> opened = new ArrayList<>();
  private final ReadWriteLock timeStands = new ReentrantReadWriteLock();
  private final JobStore store;

  private RedisStoreUnderTest(
      Function<String, JobStore> opener,
      Consumer<String> cleaner,
      LongConsumer clock,
      Set<StoreCapability> capabilities) {
    this.opener = opener;
    this.cleaner = cleaner;
    this.clock = clock;
    this.capabilities = capabilities;
    this.store = another();
  }

  /** On a server, by a clock that stands until it is moved. */
  static RedisStoreUnderTest on(RedisClient client) {
    AtomicLong millis = new AtomicLong(Instant.parse("2026-03-01T12:00:00Z").toEpochMilli());
    return new RedisStoreUnderTest(
        namespace ->
            RedisJobStore.builder(client)
                .namespace(namespace)
                .clock(() -> Instant.ofEpochMilli(millis.get()))
                .open(),
        namespace -> Namespaces.forget(client, namespace),
        millis::addAndGet,
        EnumSet.complementOf(EnumSet.of(StoreCapability.LIVE_OBJECTS)));
  }

  /** On a cluster, by the clock of its nodes and what is added to it. */
  static RedisStoreUnderTest on(RedisClusterClient client) {
    AtomicLong shift = new AtomicLong();
    StoreTraits traits =
        new StoreTraits(
            true, true, Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofSeconds(1));
    return new RedisStoreUnderTest(
        namespace ->
            RedisStore.open(
                Server.of(client),
                new RedisStore.Options(
                    namespace, Duration.ofSeconds(5), 0, Duration.ZERO, null, shift::get),
                traits),
        namespace -> {},
        shift::addAndGet,
        EnumSet.complementOf(
            EnumSet.of(StoreCapability.LIVE_OBJECTS, StoreCapability.STILL_CLOCK)));
  }

  @Override
  public JobStore store() {
    return store;
  }

  @Override
  public Set<StoreCapability> capabilities() {
    return capabilities;
  }

  @Override
  public void moveClock(Duration step) {
    timeStands.writeLock().lock();
    try {
      clock.accept(step.toMillis());
    } finally {
      timeStands.writeLock().unlock();
    }
  }

  @Override
  public JobStore another() {
    JobStore another = opener.apply(namespace);
    opened.add(another);
    return proxy(JobStore.class, another);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            RedisStoreUnderTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Object answer = whileTimeStands(target, method, arguments);
              Class<?> role = method.getReturnType();
              return ROLES.contains(role) ? proxy(role, answer) : answer;
            }));
  }

  private Object whileTimeStands(Object target, Method method, Object[] arguments)
      throws Throwable {
    timeStands.readLock().lock();
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      timeStands.readLock().unlock();
    }
  }

  @Override
  public void close() {
    opened.forEach(JobStore::close);
    cleaner.accept(namespace);
  }
}
