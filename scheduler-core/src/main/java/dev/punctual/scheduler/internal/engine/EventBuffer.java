package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.internal.time.TimeSource;
import dev.punctual.scheduler.internal.time.TimeSource.Loop;
import dev.punctual.scheduler.internal.time.TimeSource.LoopBody;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of events with a thread of its own, which begins with the first event. What finds
 * the queue full is dropped and counted.
 */
final class EventBuffer {

  private final String name;
  private final TimeSource time;
  private final Consumer<SchedulerEvent> listener;
  private final LinkedBlockingQueue<SchedulerEvent> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final ReentrantLock starting = new ReentrantLock();
  private volatile @Nullable Loop loop; // set under starting
  private volatile boolean ending;
  private volatile boolean closed;

  /** An empty buffer; {@code listener} never throws. */
  EventBuffer(String name, int capacity, TimeSource time, Consumer<SchedulerEvent> listener) {
    this.name = name;
    this.time = time;
    this.listener = listener;
    this.queue = new LinkedBlockingQueue<>(capacity);
  }

  void offer(SchedulerEvent event) {
    if (closed) {
      return;
    }
    if (queue.offer(event)) {
      loop().wake();
    } else {
      dropped.incrementAndGet();
    }
  }

  long dropped() {
    return dropped.get();
  }

  /** Ends the thread when what waits now was delivered. */
  void end() {
    ending = true;
    Loop running = loop;
    if (running != null) {
      running.wake();
    }
  }

  /** Ends the thread and forgets what waits. */
  void close() {
    closed = true;
    queue.clear();
    end();
  }

  private Loop loop() {
    Loop running = loop;
    if (running != null) {
      return running;
    }
    starting.lock();
    try {
      running = loop;
      if (running == null) {
        running = time.startLoop(name, this::round);
        loop = running;
      }
      return running;
    } finally {
      starting.unlock();
    }
  }

  private long round() {
    boolean last = ending; // what comes before the end is in the queue by now
    SchedulerEvent event = queue.poll();
    while (event != null && !closed) {
      listener.accept(event);
      event = queue.poll();
    }
    Loop running = loop;
    if (last && running != null) {
      running.stop();
    }
    return last && running == null ? 0 : LoopBody.UNTIL_WOKEN;
  }
}
