package dev.punctual.scheduler.store.redis.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Keeps leases on executions in Redis. */
final class Leases implements LeaseBook {

  private static final List<CancelStatus> CANCELLED =
      List.of(CancelStatus.CANCELLED, CancelStatus.REQUESTED, CancelStatus.NOT_FOUND);

  private final Link link;
  private final Watch watch;
  private final Completing completing;

  Leases(Link link, Watch watch) {
    this.link = link;
    this.completing = new Completing(link);
    this.watch = watch;
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    RenewReply reply =
        renewed(Script.RENEW, owner, lease, leases, Function.identity(), Leases::write);
    if (!reply.lost().isEmpty()) {
      watch.check(link);
    }
    return reply;
  }

  @Override
  public RenewReply reassert(String owner, Duration lease, List<Held> leases) {
    return renewed(
        Script.REASSERT,
        owner,
        lease,
        leases,
        held -> held.execution().lease(),
        (arguments, held) -> arguments.add(pack(held)));
  }

  private <L> RenewReply renewed(
      Script script,
      String owner,
      Duration lease,
      List<L> leases,
      Function<L, LeaseRef> reference,
      BiConsumer<List<byte[]>, L> writer) {
    List<LeaseRef> lost = new ArrayList<>(0);
    List<ExecutionId> cancelled = new ArrayList<>(0);
    Instant now = null;
    for (int from = 0; from == 0 || from < leases.size(); from += Limits.CALL) {
      List<L> part = leases.subList(from, Math.min(from + Limits.CALL, leases.size()));
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(Script.text(owner));
      arguments.add(Script.number(Fields.millis(lease)));
      part.forEach(each -> writer.accept(arguments, each));
      Reply reply = link.call(script, arguments);
      link.saw(reply.number(0));
      now = now == null ? reply.time(0) : now;
      for (int i = 0; i < part.size(); i++) {
        long kept = reply.number(i + 1);
        if (kept == 2) {
          lost.add(reference.apply(part.get(i)));
        } else if (kept == 1) {
          cancelled.add(reference.apply(part.get(i)).id());
        }
      }
    }
    return new RenewReply(now == null ? link.estimatedNow() : now, lost, cancelled);
  }

  private static byte[] pack(Held held) {
    ExecutionRecord run = held.execution();
    Pack pack =
        Pack.row()
            .orFalse(Fields.body(run.policy(), run.payload()))
            .text(RunKey.of(run.id()))
            .text(run.id().jobId())
            .text(run.task())
            .flag(held.started())
            .number(Fields.millis(run.dueTime()));
    Fields.write(pack, run.policy(), run.tags());
    return pack.number(run.token())
        .number(Fields.millis(run.fireTime()))
        .orFalse(Fields.orNull(run.deadline()))
        .orFalse(Fields.adjustment(run.adjustment()))
        .number(run.attempt())
        .number(run.lost())
        .flag(run.cancelRequested())
        .number(Fields.millis(run.created()))
        .bytes();
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    return each(Script.START, owner, leases);
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    return each(Script.RELEASE, owner, leases);
  }

  private List<Boolean> each(Script script, String owner, List<LeaseRef> leases) {
    List<Boolean> results = new ArrayList<>(leases.size());
    for (int from = 0; from < leases.size(); from += Limits.CALL) {
      List<LeaseRef> part = leases.subList(from, Math.min(from + Limits.CALL, leases.size()));
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(Script.text(owner));
      part.forEach(each -> write(arguments, each));
      Reply reply = link.call(script, arguments);
      for (int i = 0; i < part.size(); i++) {
        results.add(reply.number(i) == 1);
      }
    }
    if (results.contains(false)) {
      watch.check(link);
    }
    return results;
  }

  private static void write(List<byte[]> arguments, LeaseRef lease) {
    arguments.add(Script.text(RunKey.of(lease.id())));
    arguments.add(Script.number(lease.token()));
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    List<CompleteStatus> results = completing.complete(node, completions);
    if (results.contains(CompleteStatus.FENCED)) {
      watch.check(link);
    }
    return results;
  }

  /** Looks first, since what follows an execution is asked for under a name that is made here. */
  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    Limits.page(limit);
    Reply expired = link.call(Script.EXPIRED, Script.number(limit));
    List<ExecutionRecord> reaped = new ArrayList<>(expired.size());
    for (int from = 0; from < expired.size(); from += Limits.CALL) {
      List<byte[]> arguments = new ArrayList<>();
      arguments.add(Script.number(maxLost));
      for (int i = from; i < Math.min(from + Limits.CALL, expired.size()); i++) {
        arguments.add(expired.bytes(i));
        arguments.add(Script.text(RunKey.parse(expired.text(i)).followUpRequest()));
      }
      Reply reply = link.call(Script.REAP, arguments);
      for (int i = 0; i < reply.size(); i++) {
        reaped.add(RunRow.read(reply.bytes(i)));
      }
    }
    return reaped;
  }

  @Override
  public List<LeaseRef> claimsOf(String owner) {
    Reply reply = link.call(Script.CLAIMS_OF, Script.text(owner));
    List<LeaseRef> claims = new ArrayList<>(reply.size() / 2);
    for (int i = 0; i < reply.size(); i += 2) {
      String key = new String(reply.bytes(i), UTF_8);
      claims.add(new LeaseRef(RunKey.parse(key), reply.number(i + 1)));
    }
    return claims;
  }

  @Override
  public CancelStatus cancel(ExecutionId id) {
    Reply reply = link.call(Script.CANCEL, Script.text(RunKey.of(id)));
    return CANCELLED.get((int) reply.number(0));
  }
}
