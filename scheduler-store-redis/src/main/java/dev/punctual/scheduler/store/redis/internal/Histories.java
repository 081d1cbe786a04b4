package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells what runs, what ran and what was skipped, from Redis. */
final class Histories implements History {

  private static final String ENDED = "h";
  private static final String MISSED = "m";

  private final Link link;

  Histories(Link link) {
    this.link = link;
  }

  /** One script, whatever the limit: a page shows one moment. */
  @Override
  public Page<ExecutionRecord> live(@Nullable String jobId, @Nullable String cursor, int limit) {
    Limits.page(limit);
    Reply reply =
        link.call(
            Script.LIVE,
            Script.text(jobId == null ? "" : jobId),
            Script.text(cursor == null ? "" : RunKey.of(ExecutionId.parse(cursor))),
            Script.number(limit + 1L));
    List<ExecutionRecord> items = new ArrayList<>();
    int rows = reply.size() / 3;
    for (int i = 0; i < Math.min(limit, rows); i++) {
      byte[] stored = reply.bytesOrNull(3 * i + 1);
      if (stored != null) {
        items.add(RunRow.read(Row.of(stored), RunRow.state(reply.number(3 * i + 2))));
      }
    }
    String last = rows > limit ? reply.text(3 * (limit - 1)) : null;
    return new Page<>(items, last == null ? null : RunKey.parse(last).toString());
  }

  @Override
  public Page<EndedExecution> ended(HistoryFilter filter, @Nullable String cursor, int limit) {
    String states =
        filter.states().stream()
            .map(state -> Integer.toString(RunRow.number(state)))
            .collect(Collectors.joining());
    byte[][] parts = {
      text(filter.jobId()), text(filter.task()), Script.text(states),
    };
    return page(ENDED, parts, filter::admits, RunRow::readEnded, cursor, limit);
  }

  @Override
  public Page<MissedRange> missed(MissedFilter filter, @Nullable String cursor, int limit) {
    byte[][] parts = {text(filter.jobId()), text(null), text(null)};
    return page(MISSED, parts, filter::admits, RunRow::readMissed, cursor, limit);
  }

  private static byte[] text(@Nullable String text) {
    return Script.text(text == null ? "" : text);
  }

  private <T> Page<T> page(
      String list,
      byte[][] parts,
      Predicate<T> filter,
      Function<byte[], T> reader,
      @Nullable String cursor,
      int limit) {
    Limits.page(limit);
    List<T> items = new ArrayList<>();
    long last = 0;
    byte[] below = Script.text(cursor == null ? "" : Long.toString(number(cursor)));
    while (true) {
      Reply reply =
          link.call(
              Script.LINES,
              Script.text(list),
              below,
              Script.number(Limits.CALL),
              parts[0],
              parts[1],
              parts[2]);
      for (int i = 1; i < reply.size(); i += 2) {
        T row = reader.apply(reply.bytes(i + 1));
        if (filter.test(row)) {
          if (items.size() == limit) {
            return new Page<>(items, Long.toString(last));
          }
          items.add(row);
          last = reply.number(i);
        }
      }
      if (reply.number(0) == 0) {
        return new Page<>(items, null);
      }
      below = Script.number(reply.number(0));
    }
  }

  private static long number(String cursor) {
    try {
      return Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + cursor + "' is not a cursor of this list", e);
    }
  }

  @Override
  public List<Standing> look(List<ExecutionId> ids) {
    Limits.batch(ids.size());
    List<Standing> answers = new ArrayList<>(ids.size());
    for (int from = 0; from < ids.size(); from += Limits.CALL) {
      List<ExecutionId> part = ids.subList(from, Math.min(from + Limits.CALL, ids.size()));
      List<byte[]> keys = part.stream().map(id -> Script.text(RunKey.of(id))).toList();
      Reply reply = link.call(Script.LOOK, keys);
      for (int i = 0; i < part.size(); i++) {
        answers.add(standing(part.get(i), reply.number(2 * i), reply.bytesOrNull(2 * i + 1)));
      }
    }
    return answers;
  }

  private static Standing standing(ExecutionId id, long live, byte @Nullable [] line) {
    if (live >= 0) {
      return new Standing(id, RunRow.state(live), null);
    }
    EndedExecution ended = line == null ? null : RunRow.readEnded(line);
    @Nullable ExecutionState state = ended == null ? null : ended.state();
    return new Standing(id, state, ended);
  }

  @Override
  public int purge(Duration maxAge, long maxCount, int limit) {
    Limits.page(limit);
    int ended = forget(ENDED, maxAge, maxCount, limit);
    return ended >= limit ? ended : ended + forget(MISSED, maxAge, maxCount, limit - ended);
  }

  private int forget(String list, Duration maxAge, long maxCount, int limit) {
    int forgotten = 0;
    while (forgotten < limit) {
      int part = Math.min(Limits.CALL, limit - forgotten);
      Reply reply =
          link.call(
              Script.PURGE,
              Script.text(list),
              Script.number(Fields.millis(maxAge)),
              Script.number(Math.min(maxCount, Integer.MAX_VALUE)),
              Script.number(part));
      int gone = (int) reply.number(0);
      forgotten += gone;
      if (gone < part) {
        break;
      }
    }
    return forgotten;
  }
}
