package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.RateLimit;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireDecision;
import dev.punctual.scheduler.store.FireReply.FireResult;
import dev.punctual.scheduler.store.JobChange;
import dev.punctual.scheduler.store.LeaseBook.CancelStatus;
import dev.punctual.scheduler.store.LeaseBook.CompleteStatus;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.SubmitResult;
import dev.punctual.scheduler.store.UpdateResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a ledger tells of: effects in the store, user code, users, and the world around them. */
sealed interface Event {

  /** The job it concerns; empty when it concerns none, or several. */
  default String job() {
    return "";
  }

  /** The store took a job. */
  record Put(ConflictPolicy policy, PutResult result) implements Event {
    @Override
    public String job() {
      return result.stored().id();
    }
  }

  /** The store was asked to change a job. */
  record Changed(JobChange change, UpdateResult result) implements Event {
    @Override
    public String job() {
      return change.job().id();
    }
  }

  /** The store was asked to remove a job. */
  record Removed(String job, boolean found) implements Event {}

  /** The store was asked to carry out a decision. */
  record Fired(FireDecision decision, FireResult result) implements Event {
    @Override
    public String job() {
      return decision.claim().job().id();
    }
  }

  /** The store was asked for a run by hand. */
  record Submitted(String job, SubmitResult result) implements Event {}

  /** The store was asked to run an ended execution again. */
  record Rerun(ExecutionId ended, SubmitResult result) implements Event {
    @Override
    public String job() {
      return ended.jobId();
    }
  }

  /** The store leased an execution to a node. */
  record Granted(ExecutionRecord execution) implements Event {
    @Override
    public String job() {
      return execution.id().jobId();
    }
  }

  /** The store ended an execution that came too late. */
  record Late(ExecutionRecord execution) implements Event {
    @Override
    public String job() {
      return execution.id().jobId();
    }
  }

  /** The store prolonged leases and refused others. */
  record Renewed(List<LeaseRef> kept, List<LeaseRef> lost) implements Event {}

  /** The store was told how a run ended. */
  record Completed(Completion completion, CompleteStatus status) implements Event {
    @Override
    public String job() {
      return completion.lease().id().jobId();
    }
  }

  /** The store was given a lease back. */
  record Released(LeaseRef lease, boolean current) implements Event {
    @Override
    public String job() {
      return lease.id().jobId();
    }
  }

  /**
   * The store was asked whether user code may be called.
   *
   * @param may what it answered
   */
  record Confirmed(LeaseRef lease, boolean may) implements Event {
    @Override
    public String job() {
      return lease.id().jobId();
    }
  }

  /**
   * The store took a lease away.
   *
   * @param maxLost how many losses it was told to bear
   */
  record Reaped(ExecutionRecord execution, int maxLost) implements Event {
    @Override
    public String job() {
      return execution.id().jobId();
    }
  }

  /** The store was asked to cancel an execution. */
  record Cancelled(ExecutionId id, CancelStatus status) implements Event {
    @Override
    public String job() {
      return id.jobId();
    }
  }

  /** User code began. */
  record Began(LeaseRef lease) implements Event {
    @Override
    public String job() {
      return lease.id().jobId();
    }
  }

  /**
   * User code ended.
   *
   * @param how how it left
   * @param held whether the node still believed in its lease
   */
  record Ended(LeaseRef lease, Work.End how, boolean held) implements Event {
    @Override
    public String job() {
      return lease.id().jobId();
    }
  }

  /** A user was told that an operation took effect. */
  record Acknowledged(String operation, String job) implements Event {}

  /** A user was told that an operation was refused, or that nobody knows what became of it. */
  record Unacknowledged(String operation, String job, String answer) implements Event {}

  /**
   * A node claimed, or handed over, more than there was room for.
   *
   * @param asked how much
   * @param room how much there was
   */
  record Overfull(String call, int asked, int room) implements Event {}

  /** A round of a loop failed, and not because of the store. */
  record LoopBroke(String loop, String error) implements Event {}

  /**
   * A node began.
   *
   * @param rate the limit of its executor; null for none
   */
  record Up(String tasks, @Nullable RateLimit rate) implements Event {}

  /**
   * A node ended in order.
   *
   * @param owner its name in the store
   * @param abandoned runs and outcomes that it gave up
   */
  record Down(String owner, int abandoned) implements Event {}

  /** Something goes wrong. */
  record Trouble(String what) implements Event {}

  /** A call is on its way for long, and holds up whoever called before. */
  record Slow(long nanos) implements Event {}

  /** The clock of the store is set back, so that leases last so much longer. */
  record SetBack(long nanos) implements Event {}

  /** From here on nothing goes wrong any more. */
  record Healed() implements Event {}
}
