package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.LeaseBook;
import dev.punctual.scheduler.store.LeaseRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lease book as one host sees it. Leases are passed on in the order of their tokens, since an
 * engine may keep them in no order at all and a seed must repeat exactly.
 */
final class LinkedLeases implements LeaseBook {

  private static final Comparator<LeaseRef> BY_TOKEN =
      Comparator.comparingLong(LeaseRef::token).thenComparing(lease -> lease.id().toString());

  private final LeaseBook real;
  private final Link link;

  LinkedLeases(LeaseBook real, Link link) {
    this.real = real;
    this.link = link;
  }

  @Override
  public RenewReply renew(String owner, Duration lease, List<LeaseRef> leases) {
    List<LeaseRef> sorted = leases.stream().sorted(BY_TOKEN).toList();
    return link.call(
        "renew",
        () -> {
          RenewReply reply = real.renew(owner, lease, sorted);
          List<LeaseRef> kept = new ArrayList<>(sorted);
          kept.removeAll(reply.lost());
          link.note(new Event.Renewed(List.copyOf(kept), reply.lost()));
          return reply;
        });
  }

  @Override
  public List<Boolean> start(String owner, List<LeaseRef> leases) {
    return link.call(
        "start",
        () -> {
          List<Boolean> answers = real.start(owner, leases);
          for (int i = 0; i < leases.size(); i++) {
            link.note(new Event.Confirmed(leases.get(i), answers.get(i)));
          }
          return answers;
        });
  }

  @Override
  public List<CompleteStatus> complete(String node, List<Completion> completions) {
    return link.call(
        "complete",
        () -> {
          List<CompleteStatus> answers = real.complete(node, completions);
          for (int i = 0; i < completions.size(); i++) {
            link.note(new Event.Completed(completions.get(i), answers.get(i)));
          }
          return answers;
        });
  }

  @Override
  public List<Boolean> release(String owner, List<LeaseRef> leases) {
    List<LeaseRef> sorted = leases.stream().sorted(BY_TOKEN).toList();
    List<Boolean> answers =
        link.call(
            "release",
            () -> {
              List<Boolean> current = real.release(owner, sorted);
              for (int i = 0; i < sorted.size(); i++) {
                link.note(new Event.Released(sorted.get(i), current.get(i)));
              }
              return current;
            });
    Map<LeaseRef, Boolean> byLease = new HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      byLease.put(sorted.get(i), answers.get(i));
    }
    return leases.stream().map(lease -> byLease.getOrDefault(lease, false)).toList();
  }

  @Override
  public List<ExecutionRecord> reap(int limit, int maxLost) {
    return link.call(
        "reap",
        () -> {
          List<ExecutionRecord> reaped = real.reap(limit, maxLost);
          reaped.forEach(each -> link.note(new Event.Reaped(each, maxLost)));
          return reaped;
        });
  }

  @Override
  public List<LeaseRef> claimsOf(String owner) {
    return link.call("claimsOf", () -> real.claimsOf(owner));
  }

  @Override
  public CancelStatus cancel(ExecutionId id) {
    return link.call(
        "cancel",
        () -> {
          CancelStatus status = real.cancel(id);
          link.note(new Event.Cancelled(id, status));
          return status;
        });
  }
}
