package dev.punctual.scheduler.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionClaims;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.History.Standing;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseBook.RenewReply;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.Membership.Tick;
import dev.punctual.scheduler.store.Page;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.lang.reflect.RecordComponent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether two stores answer alike. Tokens and versions are each store's own: they are paired when
 * first seen, must then always come in the same pairs, and grow in both.
 */
final class Likeness {

  private static final Set<ExecutionState> WAITING =
      Set.of(ExecutionState.SCHEDULED, ExecutionState.PARKED);
  private static final int TICKS = 21;

  private final Predicate<ExecutionRecord> unknown;
  private final Deque<Set<String>> unknownTasks = new ArrayDeque<>();
  private final Map<LeaseRef, Long> tokens = new HashMap<>();
  private final Map<ExecutionId, Long> latest = new HashMap<>();
  private final Map<String, NavigableMap<Long, Long>> versions = new HashMap<>();
  private final Map<String, NavigableMap<Long, Long>> claims = new HashMap<>();

  /**
   * Compares with a model.
   *
   * @param unknown whether an execution of the model is due and no live node has code for it
   */
  Likeness(Predicate<ExecutionRecord> unknown) {
    this.unknown = unknown;
  }

  /** A list whose order says nothing, sorted. */
  static <T> List<T> unordered(List<T> rows) {
    List<T> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(Likeness::key));
    return sorted;
  }

  private static String key(Object row) {
    if (row instanceof ExecutionRecord run) {
      return run.id().toString();
    }
    if (row instanceof EndedExecution end) {
      return end.id().toString();
    }
    return row instanceof LeaseRef lease ? lease.id().toString() : row.toString();
  }

  /** Asserts that what the store under test answered is what the model answered. */
  void assertAlike(@Nullable Object store, @Nullable Object model) {
    if (store instanceof Optional<?> one && model instanceof Optional<?> other) {
      assertAlike(one.orElse(null), other.orElse(null));
    } else if (store instanceof List<?> one && model instanceof List<?> other) {
      assertThat(one.size()).as("size of %s, model %s", one, other).isEqualTo(other.size());
      for (int i = 0; i < one.size(); i++) {
        assertAlike(one.get(i), other.get(i));
      }
    } else if (store instanceof Page<?> one && model instanceof Page<?> other) {
      assertAlike(one.items(), other.items());
    } else if (store instanceof JobRecord one && model instanceof JobRecord other) {
      assertThat(one.withVersion(0)).isEqualTo(other.withVersion(0));
      pairVersions(one, other);
    } else if (store instanceof ExecutionRecord one && model instanceof ExecutionRecord other) {
      assertThat(withoutToken(one, shown(one, other)))
          .isEqualTo(withoutToken(other, other.state()));
      pairTokens(one, other);
    } else if (store instanceof EndedExecution one && model instanceof EndedExecution other) {
      assertThat(withoutError(one)).isEqualTo(withoutError(other));
    } else if (store instanceof ExecutionState one && model instanceof ExecutionState other) {
      assertThat(WAITING.containsAll(List.of(one, other)) ? other : one).isEqualTo(other);
    } else if (store instanceof Tick one && model instanceof Tick other) {
      assertTicksAlike(one, other);
    } else if (store instanceof JobClaim one && model instanceof JobClaim other) {
      assertAlike(one.job(), other.job());
      pairClaims(one, other);
    } else if (store instanceof LeaseRef one && model instanceof LeaseRef other) {
      assertThat(tokens.get(one)).as("model's token of %s", one).isEqualTo(other.token());
    } else if (store instanceof CompleteStatus one && model instanceof CompleteStatus other) {
      // A store need not remember for ever which outdated lease was completed.
      assertThat(
              one == other
                  || (one == CompleteStatus.FENCED && other == CompleteStatus.ALREADY_DONE))
          .as("store answers %s, model %s", one, other)
          .isTrue();
    } else if (store instanceof Record one && model instanceof Record other && isReply(one)) {
      assertPartsAlike(one, other);
    } else {
      assertThat(store).isEqualTo(model);
    }
  }

  private static boolean isReply(Record record) {
    return record instanceof PutResult
        || record instanceof UpdateResult
        || record instanceof JobClaims
        || record instanceof FireReply
        || record instanceof FireResult
        || record instanceof ExecutionClaims
        || record instanceof RenewReply
        || record instanceof Standing;
  }

  private void assertPartsAlike(Record store, Record model) {
    assertThat(store.getClass()).isEqualTo(model.getClass());
    for (RecordComponent part : store.getClass().getRecordComponents()) {
      try {
        assertAlike(part.getAccessor().invoke(store), part.getAccessor().invoke(model));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + part, e);
      }
    }
  }

  /** What nobody has code for may be shown as PARKED once a node passed it by, or not yet. */
  private ExecutionState shown(ExecutionRecord store, ExecutionRecord model) {
    boolean either =
        WAITING.contains(store.state()) && WAITING.contains(model.state()) && unknown.test(model);
    return either ? model.state() : store.state();
  }

  private void assertTicksAlike(Tick store, Tick model) {
    unknownTasks.addFirst(model.unknownTasks());
    if (unknownTasks.size() > TICKS) {
      unknownTasks.removeLast();
    }
    assertThat(unknownTasks)
        .as("unknown tasks by the model at this tick and those before")
        .anyMatch(tasks -> tasks.containsAll(store.unknownTasks()));
    assertThat(
            new Tick(
                store.storeNow(),
                store.liveNodes(),
                store.nextDue(),
                store.expiredLeases(),
                unordered(store.cancelled()),
                Set.of()))
        .isEqualTo(
            new Tick(
                model.storeNow(),
                model.liveNodes(),
                model.nextDue(),
                model.expiredLeases(),
                unordered(model.cancelled()),
                Set.of()));
  }

  private void pairTokens(ExecutionRecord store, ExecutionRecord model) {
    if (store.state() != ExecutionState.CLAIMED) {
      return;
    }
    @Nullable Long before = tokens.putIfAbsent(store.lease(), model.token());
    if (before == null) {
      @Nullable Long earlier = latest.put(store.id(), store.token());
      assertThat(earlier == null || earlier < store.token())
          .as("token %s of %s is higher than %s", store.token(), store.id(), earlier)
          .isTrue();
    } else {
      assertThat(before).as("model's token of %s", store).isEqualTo(model.token());
    }
  }

  private void pairClaims(JobClaim store, JobClaim model) {
    NavigableMap<Long, Long> seen =
        claims.computeIfAbsent(
            store.job().id() + "~" + store.job().generation(), key -> new TreeMap<>());
    seen.putIfAbsent(model.token(), store.token());
    assertThat(store.token()).as("token of %s", store).isEqualTo(seen.get(model.token()));
    assertThat(seen.values())
        .as("tokens of claims on %s", store.job().id())
        .doesNotHaveDuplicates();
  }

  private void pairVersions(JobRecord store, JobRecord model) {
    NavigableMap<Long, Long> seen =
        versions.computeIfAbsent(store.id() + "~" + store.generation(), key -> new TreeMap<>());
    seen.putIfAbsent(model.version(), store.version());
    assertThat(store.version()).as("version of %s", store).isEqualTo(seen.get(model.version()));
    Map.@Nullable Entry<Long, Long> lower = seen.lowerEntry(model.version());
    assertThat(lower == null || lower.getValue() < store.version())
        .as("version %s is higher than %s", store.version(), lower)
        .isTrue();
  }

  private static ExecutionRecord withoutToken(ExecutionRecord run, ExecutionState state) {
    return new ExecutionRecord(
        run.id(),
        run.task(),
        run.payload(),
        run.policy(),
        run.tags(),
        run.fireTime(),
        run.dueTime(),
        run.deadline(),
        run.adjustment(),
        state,
        run.owner(),
        0,
        run.leaseUntil(),
        run.attempt(),
        run.lost(),
        run.cancelRequested(),
        run.created());
  }

  private static boolean isGiven(EndedExecution end) {
    return end.state() == ExecutionState.SUCCEEDED || ModelCheck.ERROR.equals(end.error());
  }

  /** What the store says about lost leases and missing jobs is its own affair. */
  private static EndedExecution withoutError(EndedExecution end) {
    return new EndedExecution(
        end.id(),
        end.task(),
        end.state(),
        end.attempt(),
        end.node(),
        end.fireTime(),
        end.started(),
        end.finished(),
        end.error() == null || isGiven(end) ? end.error() : "in the store's words",
        end.payload(),
        end.policy(),
        end.result(),
        end.tags());
  }
}
