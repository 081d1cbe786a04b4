package dev.punctual.scheduler.executor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Lends an executor threads that are counted and time that the test sets. */
final class TestContext {

  final AtomicLong nanos = new AtomicLong();
  final AtomicInteger roomCalls = new AtomicInteger();
  final Set<Thread> made = ConcurrentHashMap.newKeySet();

  ExecutorContext lend() {
    return lend(this::newThread);
  }

  ExecutorContext lend(ThreadFactory threads) {
    return new ExecutorContext("test", threads, nanos::get, roomCalls::incrementAndGet);
  }

  Thread newThread(Runnable body) {
    Thread thread = new Thread(body, "test-" + made.size());
    thread.setDaemon(true);
    made.add(thread);
    return thread;
  }
}
