package dev.punctual.scheduler.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Threads that do something at the same time. */
final class Crowd {

  static final int SIZE = 8;

  private Crowd() {}

  /** Runs all actors at once and waits for them; the first failure is thrown. */
  static void runTogether(List<? extends Runnable> actors) {
    ExecutorService threads = Executors.newFixedThreadPool(actors.size());
    CyclicBarrier start = new CyclicBarrier(actors.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (Runnable actor : actors) {
        ends.add(
            threads.submit(
                () -> {
                  start.await();
                  actor.run();
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a clause ran", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** What {@value #SIZE} threads are answered that ask the same at once. */
  static <T> List<T> ask(IntFunction<T> question) {
    List<T> answers = Collections.synchronizedList(new ArrayList<>());
    runTogether(
        IntStream.range(0, SIZE)
            .mapToObj(i -> (Runnable) () -> answers.add(question.apply(i)))
            .toList());
    return List.copyOf(answers);
  }
}
