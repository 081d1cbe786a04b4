package dev.punctual.scheduler.testkit;

import dev.punctual.scheduler.event.ExecutionEvent;
import dev.punctual.scheduler.event.SchedulerEvent;
import dev.punctual.scheduler.testkit.RecordedRun.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes runs of events: each begins with a start and takes the first end of the same attempt. */
final class RunHistory {

  private final List<RecordedRun> runs = new ArrayList<>();
  private final Map<ExecutionEvent.Run, Integer> open = new HashMap<>();

  private RunHistory() {}

  /** The runs that {@code events} tell of, in the order in which they began. */
  static List<RecordedRun> of(List<SchedulerEvent> events) {
    RunHistory history = new RunHistory();
    for (SchedulerEvent event : events) {
      if (event instanceof ExecutionEvent of) {
        history.note(of);
      }
    }
    return List.copyOf(history.runs);
  }

  private void note(ExecutionEvent event) {
    if (event instanceof ExecutionEvent.Started) {
      open.put(event.run(), runs.size());
      runs.add(new RecordedRun(event.run(), event.at(), null, null, State.RUNNING));
    } else if (event instanceof ExecutionEvent.Succeeded) {
      end(event, State.SUCCEEDED, null);
    } else if (event instanceof ExecutionEvent.Failed failed) {
      end(event, State.FAILED, failed.error());
    } else if (event instanceof ExecutionEvent.Cancelled) {
      end(event, State.CANCELLED, null);
    } else if (event instanceof ExecutionEvent.Parked) {
      end(event, State.PARKED, null);
    } else if (event instanceof ExecutionEvent.LeaseLost) {
      end(event, State.LEASE_LOST, null);
    }
  }

  private void end(ExecutionEvent event, State how, @Nullable Throwable error) {
    Integer index = open.remove(event.run());
    if (index != null) {
      runs.set(index, runs.get(index).ended(event.at(), how, error));
    }
  }
}
