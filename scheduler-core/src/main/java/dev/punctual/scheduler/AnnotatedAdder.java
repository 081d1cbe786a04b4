package dev.punctual.scheduler;

import dev.punctual.scheduler.internal.engine.TaskRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Turns annotated methods into tasks and jobs: first looks at all of them, then adds all. */
final class AnnotatedAdder {

  private final TaskRegistry tasks;
  private final JobAdder adder;
  private final ReentrantLock claiming = new ReentrantLock();
  private final Map<String, Claim> claims = new HashMap<>(); // by task name; guarded by claiming

  AnnotatedAdder(TaskRegistry tasks, JobAdder adder) {
    this.tasks = tasks;
    this.adder = adder;
  }

  /** Whose method a task calls. */
  private record Claim(AnnotatedMethod method, Task<Void> task) {

    @SuppressWarnings("ReferenceEquality") // equal objects are still two, with states of their own
    boolean isOf(AnnotatedMethod other) {
      return method.object() == other.object() && method.actual().equals(other.actual());
    }
  }

  List<Job> register(Object object) {
    Mistakes mistakes = Mistakes.none();
    List<AnnotatedJob> wanted = read(object, mistakes);
    wanted.forEach(job -> check(job, mistakes.at(job.method())));
    mistakes.complain();
    List<Task<Void>> found = claim(wanted);
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      AnnotatedJob job = wanted.get(i);
      jobs.add(adder.addTask(found.get(i), job.trigger(), job.options()));
    }
    return List.copyOf(jobs);
  }

  private List<AnnotatedJob> read(Object object, Mistakes mistakes) {
    List<AnnotatedMethod> methods = AnnotatedMethods.of(object);
    if (methods.isEmpty()) {
      mistakes.add(
          object instanceof Class<?> type
              ? "register takes an object of " + type.getName() + ", not the class; make one"
              : object.getClass().getName()
                  + " has no method with @ScheduledJob, nor has what it extends or implements");
    }
    Map<String, AnnotatedJob> byId = new HashMap<>();
    for (AnnotatedMethod method : methods) {
      Mistakes here = mistakes.at(method);
      AnnotatedCall call = AnnotatedCall.to(method, here);
      for (ScheduledJob said : method.said()) {
        JobOptions options = adder.blank();
        AnnotatedJob job = AnnotatedJob.read(method, call, said, options, here);
        here.attempt(() -> adder.requireExecutor(options));
        here.attempt(() -> adder.store(options));
        AnnotatedJob other = job == null ? null : byId.putIfAbsent(job.id(), job);
        if (other != null) {
          here.add(
              "id '" + other.id() + "' is that of " + other.method() + " too; say id = \"...\"");
        }
      }
    }
    return byId.values().stream().sorted(Comparator.comparing(AnnotatedJob::id)).toList();
  }

  private void check(AnnotatedJob job, Mistakes mistakes) {
    claiming.lock();
    try {
      String problem = refusal(job);
      if (problem != null) {
        mistakes.add(problem);
      }
    } finally {
      claiming.unlock();
    }
    mistakes.attempt(() -> adder.requireFire(job.trigger(), job.options()));
    mistakes.attempt(() -> adder.requireFree(job.options()));
  }

  /** Why a job cannot have the task name that it wants; null if it can. */
  private @Nullable String refusal(AnnotatedJob job) {
    Claim claim = claims.get(job.id());
    Task<?> task = tasks.find(job.id());
    if (task == null || (claim != null && claim.isOf(job.method()) && claim.task() == task)) {
      return null;
    }
    return claim == null
        ? "another task is called '" + job.id() + "'; say id = \"...\""
        : "id '"
            + job.id()
            + "' is that of "
            + claim.method()
            + " on another object; register one object only, or give each its own id";
  }

  /** The tasks of the jobs, registered now if they were not. */
  private List<Task<Void>> claim(List<AnnotatedJob> jobs) {
    claiming.lock();
    try {
      Mistakes mistakes = Mistakes.none();
      for (AnnotatedJob job : jobs) {
        String problem = refusal(job);
        if (problem != null) {
          mistakes.at(job.method()).add(problem);
        }
      }
      mistakes.complain();
      return jobs.stream().map(this::task).toList();
    } finally {
      claiming.unlock();
    }
  }

  private Task<Void> task(AnnotatedJob job) {
    Claim claim = claims.get(job.id());
    if (claim == null) {
      claim = new Claim(job.method(), Task.async(job.id(), Void.class, job.call()));
      tasks.register(claim.task());
      claims.put(job.id(), claim);
    }
    return claim.task();
  }
}
