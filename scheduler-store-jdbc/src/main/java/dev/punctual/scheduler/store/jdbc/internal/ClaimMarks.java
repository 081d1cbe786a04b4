package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How far the last claims have emptied the groups of due jobs of one queue. What was taken stays in
 * the index until the database cleans it, and a claim that begins at the first due time passes all
 * of it by; one that begins where the last has ended does not. Safe for any thread.
 *
 * <p>Only claims that fired all they took, and left nothing before that but what others are taking,
 * move marks. Those before which a hint tells of work are forgotten, and all are after {@value
 * #LIFE_MILLIS} milliseconds, so that what other nodes put there or leave there waits no longer
 * than that.
 */
final class ClaimMarks implements Hints.Listener {

  private static final long LIFE_MILLIS = 1_000;

  private final AtomicReference<Marks> current =
      new AtomicReference<>(new Marks(0, Map.of(), false));

  /** Jobs that are due one after the other. */
  record Group(String task, int priority) {}

  /** A place in a group; nothing before it waits. */
  record Mark(long due, String id) {

    private static Mark later(Mark one, Mark other) {
      int order = Long.compare(one.due, other.due);
      return (order == 0 ? one.id.compareTo(other.id) : order) > 0 ? one : other;
    }
  }

  /** The marks of some moment; another object once some have moved or were forgotten. */
  static final class Marks {

    private final long since; // when the first of them was made
    private final Map<Group, Mark> places;
    private final boolean atEnd;
    private final AtomicLong told = new AtomicLong(Long.MAX_VALUE); // the earliest work told of

    private Marks(long since, Map<Group, Mark> places, boolean atEnd) {
      this.since = since;
      this.places = places;
      this.atEnd = atEnd;
    }

    /** The marks by group. */
    Map<Group, Mark> places() {
      return places;
    }

    /** The only mark; null if there is none or more. */
    Map.@Nullable Entry<Group, Mark> only() {
      return places.size() == 1 ? places.entrySet().iterator().next() : null;
    }

    /** Whether claims begin at the first due time everywhere. */
    boolean isEmpty() {
      return places.isEmpty();
    }

    /** Whether the claim that moved them last left nothing behind them. */
    boolean areAtEnd() {
      return atEnd;
    }

    /** Whether one is at {@code due} or after it. */
    private boolean reach(long due) {
      return places.values().stream().anyMatch(mark -> due <= mark.due);
    }
  }

  /** The marks that hold at a time of the store. */
  Marks at(long now) {
    Marks marks = current.get();
    boolean young = now >= marks.since && now - marks.since < LIFE_MILLIS;
    return marks.isEmpty() || young ? marks : forget();
  }

  /**
   * A claim that began at {@code marks} left nothing before the last of {@code taken}.
   *
   * @param atEnd whether it left nothing behind that either
   */
  void advance(Marks marks, long now, Collection<ExecutionRecord> taken, boolean atEnd) {
    Map<Group, Mark> reached = new HashMap<>();
    for (ExecutionRecord run : taken) {
      Group group = new Group(run.task(), run.policy().priority());
      Mark mark = new Mark(Read.millis(run.dueTime()), run.id().jobId());
      reached.merge(group, mark, Mark::later);
    }
    move(marks, now, reached, atEnd);
  }

  /** Others are taking all that a claim, which began at {@code marks}, saw up to a place. */
  void pass(Marks marks, long now, Group group, Mark place) {
    move(marks, now, Map.of(group, place), false);
  }

  private void move(Marks marks, long now, Map<Group, Mark> reached, boolean atEnd) {
    Map<Group, Mark> places = new HashMap<>(marks.places);
    reached.forEach((group, mark) -> places.merge(group, mark, Mark::later));
    Marks moved = new Marks(marks.isEmpty() ? now : marks.since, Map.copyOf(places), atEnd);
    if (current.compareAndSet(marks, moved) && moved.reach(marks.told.get())) {
      forget(); // the claim may have been too early to see that work
    }
  }

  /** Claims begin at the first due time again. */
  Marks forget() {
    Marks none = new Marks(0, Map.of(), false);
    current.set(none);
    return none;
  }

  @Override
  public void dueAt(Instant due) {
    long millis = Read.millis(due);
    Marks marks = current.get();
    marks.told.accumulateAndGet(millis, Math::min);
    while (!marks.equals(current.get())) { // who moved them may not have known of it
      marks = current.get();
      marks.told.accumulateAndGet(millis, Math::min);
    }
    if (marks.reach(millis)) {
      forget();
    }
  }
}
